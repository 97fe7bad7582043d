import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../kernel/index.js';
import { seal, unseal } from './sealed.js';
import { expectSecretName, expectSecretValue, expectVersionName, SecretStore } from './secret-store.js';

interface VaultOptions {
  /** Folder of the encrypted files. */
  readonly folder: string;
  /** File with the key, 64 hexadecimal digits, readable by its owner only. */
  readonly keyFile: string;
  /** Make the key file if neither it nor any secret exists. */
  readonly mayMakeKey: boolean;
}

/**
 * Secrets as files: one folder per name, one file per version, each sealed with one key and bound to its name and
 * version. A destroyed version leaves an empty file, so that its number is not used again.
 */
export class VaultSecretStore extends SecretStore {
  private constructor(
    private readonly folder: string,
    private readonly key: Buffer,
  ) {
    super();
  }

  /** Opens the vault; refuses a key file that others can read, or that is gone while secrets are there. */
  static async open({ folder, keyFile, mayMakeKey }: VaultOptions): Promise<VaultSecretStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const isEmpty = (await readdir(folder)).length === 0;
    return new VaultSecretStore(folder, await readKey(keyFile, mayMakeKey && isEmpty));
  }

  async put(name: string, value: string): Promise<string> {
    expectSecretName(name);
    expectSecretValue(value);
    const folder = this.#folderOf(name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let version = (await this.#versions(name)).length + 1; ; version += 1) {
      const sealed = seal(this.key, aboutOf(name, String(version)), value);
      const isOurs = await writeFile(join(folder, String(version)), sealed, { mode: 0o600, flag: 'wx' }).then(
        () => true,
        ifExists(false),
      );
      if (isOurs) return String(version);
    }
  }

  async access(name: string, version: string): Promise<string> {
    expectSecretName(name);
    expectVersionName(version);
    const sealed = await readFile(join(this.#folderOf(name), version)).catch(() => null);
    if (sealed === null)
      throw new Failure('not_found', 'This credential was never stored. Enter it again.', { version });
    if (sealed.length === 0) throw new Failure('gone', 'This credential was destroyed. Enter a new one.', { version });
    const text = unseal(this.key, aboutOf(name, version), sealed);
    if (text !== null) return text;
    throw new Failure(
      'internal',
      'A stored credential cannot be read: its file was altered, or the vault has another key.',
      {
        version,
      },
    );
  }

  async destroy(name: string, version?: string): Promise<void> {
    expectSecretName(name);
    if (version !== undefined) expectVersionName(version);
    const versions = version === undefined ? await this.#versions(name) : [version];
    for (const one of versions) await truncate(join(this.#folderOf(name), one)).catch(ifAbsent);
  }

  async #versions(name: string): Promise<string[]> {
    return readdir(this.#folderOf(name)).catch(() => []);
  }

  /** A name never becomes a path: its digest does. */
  #folderOf(name: string): string {
    return join(this.folder, createHash('sha256').update(name).digest('hex').slice(0, 32));
  }
}

const aboutOf = (name: string, version: string): string => `${name}|${version}`;

async function readKey(path: string, mayMake: boolean): Promise<Buffer> {
  if (mayMake) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' }).catch(ifExists(undefined));
  }
  const file = await stat(path).catch(() => null);
  if (!file)
    throw new Error(
      `The key of the vault, ${path}, is not there. Put it back: without it no stored credential can be read.`,
    );
  if ((file.mode & 0o077) !== 0)
    throw new Error(`The key of the vault, ${path}, is open to other users. Run: chmod 600 ${path}`);
  const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
  if (key.length !== 32)
    throw new Error(`The key of the vault, ${path}, must be 64 hexadecimal digits (openssl rand -hex 32).`);
  return key;
}

const ifExists =
  <T>(value: T) =>
  (cause: NodeJS.ErrnoException): T => {
    if (cause.code !== 'EEXIST') throw cause;
    return value;
  };

const ifAbsent = (cause: NodeJS.ErrnoException): void => {
  if (cause.code !== 'ENOENT') throw cause;
};
