import { hash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { storeKeys, type StoredEntry, type StoredMetadata } from '@assay/edge-handler';
import type { PublishedForms } from '../publishing/index.js';

/** What is told of an environment's newest ruleset. */
export interface Newest {
  readonly version: number;
  readonly digest: string;
  /** Milliseconds since 1970. */
  readonly publishedAt: number;
}

/** The store that the handler reads: everything that is published, in memory, plain and compressed. */
export class PublishedEntries {
  readonly #entries = new Map<string, StoredEntry>();
  readonly #newest = new Map<string, Newest>();
  /** Tag sets that have rulesets of their own, by environment. */
  readonly #tagSets = new Map<string, readonly string[]>();

  get(key: string): StoredEntry | null {
    return this.#entries.get(key) ?? null;
  }

  newestOf(environmentId: string): Newest | null {
    return this.#newest.get(environmentId) ?? null;
  }

  /** Takes a publication in; false, and nothing happens, unless it is newer than what is held. */
  put(publication: PublishedForms): boolean {
    const { environmentId, version, headers, publishedAt: at, forms } = publication;
    if (version <= (this.#newest.get(environmentId)?.version ?? 0)) return false;
    const publishedAt = at.getTime();
    const place = { environment: environmentId, tags: 'all' };
    const [server, client] = [gunzipSync(forms.server), gunzipSync(forms.client)];
    const metadata = (digest: string, header: string): StoredMetadata => ({
      version,
      digest,
      header,
      publishedAt,
      bytes: null,
      mac: null,
    });
    const digest = hash('sha256', server);
    this.#entries.set(
      storeKeys.ruleset({ ...place, kind: 'server' }),
      entry(server, forms.server, metadata(digest, headers.server)),
    );
    this.#entries.set(
      storeKeys.ruleset({ ...place, kind: 'client' }),
      entry(client, forms.client, metadata(hash('sha256', client), headers.client)),
    );
    this.#entries.set(storeKeys.compiled(place), packed(forms.compiled, metadata(digest, headers.compiled)));
    this.#putModels(environmentId, forms.bandits, (modelsDigest) => metadata(modelsDigest, headers.bandits ?? ''));
    this.#putParts(publication, metadata);
    this.#newest.set(environmentId, { version, digest, publishedAt });
    return true;
  }

  /** What keys with tags get; what a tag set got before is gone when no key has it any more. */
  #putParts({ environmentId: environment, parts, partForms }: PublishedForms, metadata: MetadataOf): void {
    const before = this.#tagSets.get(environment) ?? [];
    for (const tags of before) for (const key of partKeys({ environment, tags })) this.#entries.delete(key);
    for (const { tags, digest, headers } of parts) {
      const forms = partForms.get(digest);
      if (!forms) continue;
      const [server, client] = [gunzipSync(forms.server), gunzipSync(forms.client)];
      const [serverKey, clientKey, compiledKey] = partKeys({ environment, tags });
      this.#entries.set(serverKey, entry(server, forms.server, metadata(digest, headers.server)));
      this.#entries.set(clientKey, entry(client, forms.client, metadata(hash('sha256', client), headers.client)));
      this.#entries.set(compiledKey, packed(forms.compiled, metadata(digest, headers.compiled)));
    }
    this.#tagSets.set(
      environment,
      parts.map(({ tags }) => tags),
    );
  }

  #putModels(environment: string, packedModels: Buffer | null, metadata: (digest: string) => StoredMetadata): void {
    const key = storeKeys.bandits({ environment });
    if (packedModels === null) {
      this.#entries.delete(key);
      return;
    }
    const models = gunzipSync(packedModels);
    this.#entries.set(key, entry(models, packedModels, metadata(hash('sha256', models))));
  }
}

type MetadataOf = (digest: string, header: string) => StoredMetadata;

const partKeys = (place: { readonly environment: string; readonly tags: string }): [string, string, string] => [
  storeKeys.ruleset({ ...place, kind: 'server' }),
  storeKeys.ruleset({ ...place, kind: 'client' }),
  storeKeys.compiled(place),
];

const entry = (body: Buffer, gzip: Buffer, metadata: StoredMetadata): StoredEntry => ({
  body,
  gzip,
  metadata,
  text: async () => body.toString(),
});

/** Read once per version, by us: not kept unpacked. */
const packed = (gzip: Buffer, metadata: StoredMetadata): StoredEntry => ({
  body: gzip,
  gzip: null,
  metadata,
  text: async () => gunzipSync(gzip).toString(),
});
