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

  get(key: string): StoredEntry | null {
    return this.#entries.get(key) ?? null;
  }

  newestOf(environmentId: string): Newest | null {
    return this.#newest.get(environmentId) ?? null;
  }

  /** Takes a publication in; false, and nothing happens, unless it is newer than what is held. */
  put({ environmentId, version, headers, publishedAt: at, forms }: PublishedForms): boolean {
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
    this.#newest.set(environmentId, { version, digest, publishedAt });
    return true;
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
