import { createHash } from 'node:crypto';
import type { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { Failure } from '../kernel/index.js';
import { crc32c } from './crc32c.js';
import { googleFailure, isAbsent, isThere } from './google.failures.js';
import { expectSecretName, expectSecretValue, expectVersionName, SecretStore } from './secret-store.js';

type ClientOptions = NonNullable<ConstructorParameters<typeof SecretManagerServiceClient>[0]>;

interface GoogleOptions {
  /** Project that holds the secrets; absent: that of the service account. */
  readonly projectId?: string | undefined;
  /** For the client itself; absent: the credentials that the machine gives (Application Default Credentials). */
  readonly client?: ClientOptions;
}

/** A call ends after this long, its own retries included. */
const call = { timeout: 15_000 };

/**
 * Google Secret Manager: one secret per name, versions numbered by Google and pinned by the caller. Checksums are
 * sent and compared both ways. Destroying keeps the empty secret, so that the number of a version is not used again.
 */
export class GoogleSecretStore extends SecretStore {
  private constructor(
    private readonly client: SecretManagerServiceClient,
    private readonly project: string,
  ) {
    super();
  }

  /** Opens the store; rejects with what to set when no project can be found. */
  static async open({ projectId, client = {} }: GoogleOptions): Promise<GoogleSecretStore> {
    const { SecretManagerServiceClient } = await import('@google-cloud/secret-manager');
    const opened = new SecretManagerServiceClient({ ...client, ...(projectId === undefined ? {} : { projectId }) });
    const project = projectId ?? (await opened.getProjectId().catch(noProject));
    return new GoogleSecretStore(opened, project);
  }

  async put(name: string, value: string): Promise<string> {
    expectSecretName(name);
    expectSecretValue(value);
    return failing(async () => {
      const data = Buffer.from(value);
      const version = await this.#add(name, data).catch(async (thrown: unknown) => {
        if (!isAbsent(thrown)) throw thrown;
        await this.#create(name);
        return this.#add(name, data);
      });
      if (version.isChecked) return version.number;
      await this.destroy(name, version.number);
      throw new Failure('unavailable', 'Secret Manager stored a credential without its checksum. Enter it again.');
    });
  }

  async access(name: string, version: string): Promise<string> {
    expectSecretName(name);
    expectVersionName(version);
    return failing(async () => {
      const [{ payload }] = await this.client.accessSecretVersion({ name: this.#version(name, version) }, call);
      const data = Buffer.from(payload?.data ?? '');
      if (payload?.dataCrc32c == null || BigInt(String(payload.dataCrc32c)) !== BigInt(crc32c(data))) {
        throw new Failure('unavailable', 'A credential was altered on its way from Secret Manager. Try again.', {
          version,
        });
      }
      return data.toString('utf8');
    });
  }

  async destroy(name: string, version?: string): Promise<void> {
    expectSecretName(name);
    if (version !== undefined) expectVersionName(version);
    await failing(async () => {
      const versions = version === undefined ? await this.#livingVersions(name) : [this.#version(name, version)];
      for (const one of versions) await this.client.destroySecretVersion({ name: one }, call).catch(ifGone);
    });
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  async #create(name: string): Promise<void> {
    const secret = { replication: { automatic: {} }, labels: { 'managed-by': 'assay' } };
    const request = { parent: `projects/${this.project}`, secretId: secretIdOf(name), secret };
    await this.client.createSecret(request, call).catch((thrown: unknown) => {
      if (!isThere(thrown)) throw thrown; // another writer was faster
    });
  }

  async #add(name: string, data: Buffer): Promise<{ number: string; isChecked: boolean }> {
    const [version] = await this.client.addSecretVersion(
      { parent: this.#secret(name), payload: { data, dataCrc32c: crc32c(data) } },
      call,
    );
    const number = version.name?.split('/').at(-1) ?? '';
    expectVersionName(number);
    return { number, isChecked: version.clientSpecifiedPayloadChecksum === true };
  }

  async #livingVersions(name: string): Promise<string[]> {
    const request = { parent: this.#secret(name), filter: 'NOT state:DESTROYED' };
    const [versions] = await this.client.listSecretVersions(request, call).catch((thrown: unknown) => {
      if (!isAbsent(thrown)) throw thrown;
      return [[]] as const;
    });
    return versions.flatMap((version) => version.name ?? []);
  }

  #secret(name: string): string {
    return `projects/${this.project}/secrets/${secretIdOf(name)}`;
  }

  #version(name: string, version: string): string {
    return `${this.#secret(name)}/versions/${version}`;
  }
}

/**
 * Name of the secret in Google's project: letters, digits, `-` and `_`, at most 255. Our names have no capital
 * letter, so that one can stand for the slash, and another for a digest in place of a long name.
 */
export const secretIdOf = (name: string): string => {
  const plain = `assay-${name.replaceAll('/', '-S-')}`;
  return plain.length <= 255 ? plain : `assay-D-${createHash('sha256').update(name).digest('hex')}`;
};

/** Never there, or destroyed already: both are what the caller wants. */
const ifGone = (thrown: unknown): void => {
  if (!isAbsent(thrown) && googleFailure(thrown).code !== 'gone') throw thrown;
};

const noProject = (): never => {
  throw new Error('No Google Cloud project was found. Set GOOGLE_PROJECT, or sign in with a service account.');
};

async function failing<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    throw thrown instanceof Failure ? thrown : googleFailure(thrown);
  }
}
