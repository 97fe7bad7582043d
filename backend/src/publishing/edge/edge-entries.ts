import { createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { storeKeys, writeMetadata } from '@assay/edge-handler';
import type { Part } from '../parts.js';
import type { PublishedForms } from '../publication.js';
import { sha256 } from '../ruleset.js';

const unpack = promisify(gunzip);

/** One entry of the key-value store, whole in itself: no entry points at another, since they arrive in any order. */
export interface EdgeEntry {
  readonly key: string;
  readonly value: string;
  readonly metadata: string;
  readonly version: number;
  /** SHA-256 of the published ruleset, hexadecimal. */
  readonly digest: string;
}

/** What a publication is at the edge. The same publication and secret give the same entries for ever. */
export async function entriesOf(publication: PublishedForms, macSecret: string): Promise<EdgeEntry[]> {
  const { environmentId: environment, version, headers, forms } = publication;
  const [server, client, compiled] = await Promise.all(
    [forms.server, forms.client, forms.compiled].map(async (form) => (await unpack(form)).toString()),
  );
  const models = forms.bandits === null ? null : (await unpack(forms.bandits)).toString();
  const entry = (key: string, value: string, digest: string, header: string): EdgeEntry => ({
    key,
    value,
    version,
    digest,
    metadata: writeMetadata({
      version,
      digest,
      header,
      publishedAt: publication.publishedAt.getTime(),
      bytes: sha256(value),
      mac: createHmac('sha256', macSecret).update(value).digest('hex'),
    }),
  });
  const place = { environment, tags: 'all' };
  const digest = sha256(server!);
  return [
    // Decisions first: a client that hears of the new ruleset finds them made of it.
    entry(storeKeys.compiled(place), compiled!, digest, headers.compiled),
    // Then models: a client that reads of a new one asks for it at once.
    ...(models === null ? [] : [entry(modelsKeyOf(environment), models, sha256(models), headers.bandits ?? '')]),
    entry(storeKeys.ruleset({ ...place, kind: 'server' }), server!, digest, headers.server),
    entry(storeKeys.ruleset({ ...place, kind: 'client' }), client!, sha256(client!), headers.client),
    ...(await Promise.all(publication.parts.map((part) => partEntries(publication, part, entry)))).flat(),
  ];
}

type MakeEntry = (key: string, value: string, digest: string, header: string) => EdgeEntry;

/** What keys that are limited to tags get. */
async function partEntries(
  { environmentId: environment, partForms }: PublishedForms,
  { tags, digest, headers }: Part,
  entry: MakeEntry,
): Promise<EdgeEntry[]> {
  const forms = partForms.get(digest);
  if (!forms) return [];
  const place = { environment, tags };
  const [server, client, compiled] = await Promise.all(
    [forms.server, forms.client, forms.compiled].map(async (form) => (await unpack(form)).toString()),
  );
  return [
    entry(storeKeys.compiled(place), compiled!, digest, headers.compiled),
    entry(storeKeys.ruleset({ ...place, kind: 'server' }), server!, digest, headers.server),
    entry(storeKeys.ruleset({ ...place, kind: 'client' }), client!, sha256(client!), headers.client),
  ];
}

/** Where the models of an environment are, while its ruleset refers to any. */
export const modelsKeyOf = (environment: string): string => storeKeys.bandits({ environment });

/** Every key under which an environment has, or had, entries. */
export const entryKeysOf = (environment: string, tagSets: readonly string[]): string[] => [
  modelsKeyOf(environment),
  ...['all', ...tagSets].flatMap((tags) => rulesetKeysOf(environment, tags)),
];

/** Where the rulesets are that keys of a tag set get. */
export const rulesetKeysOf = (environment: string, tags: string): string[] => [
  storeKeys.compiled({ environment, tags }),
  storeKeys.ruleset({ environment, tags, kind: 'server' }),
  storeKeys.ruleset({ environment, tags, kind: 'client' }),
];

/** Names a secret without telling it: what was written under another one is written again. */
export const macIdOf = (macSecret: string): string =>
  createHmac('sha256', macSecret).update('id').digest('hex').slice(0, 16);
