import { expect, it } from '@jest/globals';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secretStoreSuite } from './secret-store.conformance.js';
import { VaultSecretStore } from './vault.store.js';
import { WriteOnlySecretStore } from './write-only.store.js';

const open = async () => {
  const home = await mkdtemp(join(tmpdir(), 'assay-vault-'));
  const options = { folder: join(home, 'vault'), keyFile: join(home, 'vault.key'), mayMakeKey: true };
  const store = await VaultSecretStore.open(options);
  return { store, options, close: () => rm(home, { recursive: true }) };
};

const fileOf = async (folder: string): Promise<string> => {
  const files = await readdir(folder, { recursive: true });
  return join(folder, files.find((file) => file.endsWith('/1')) ?? '');
};

secretStoreSuite('the vault of encrypted files', open);

it('writes nothing of a value, a name or the key into its files in clear', async () => {
  const { store, options, close } = await open();
  await store.put('connection/con_canary', 'canary-4711-canary');

  const file = await fileOf(options.folder);
  const content = (await readFile(file)).toString('latin1') + file;

  expect(content).not.toMatch(/canary/);
  await close();
});

it('notices every single flipped bit', async () => {
  const { store, options, close } = await open();
  await store.put('connection/con_1', 'secret');
  const file = await fileOf(options.folder);
  const whole = await readFile(file);

  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const altered = Buffer.from(whole);
    altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    await writeFile(file, altered);
    await expect(store.access('connection/con_1', '1')).rejects.toMatchObject({ code: 'internal' });
  }
  await close();
});

it('refuses a file that was put in the place of another', async () => {
  const { store, options, close } = await open();
  await store.put('connection/con_1', 'one');
  const first = await fileOf(options.folder);
  await store.put('connection/con_1', 'two');

  await writeFile(join(first, '..', '2'), await readFile(first));

  await expect(store.access('connection/con_1', '2')).rejects.toMatchObject({ code: 'internal' });
  await close();
});

it('cannot be read with another key, and says nothing of the value when it fails', async () => {
  const { store, options, close } = await open();
  await store.put('connection/con_1', 'canary');
  await writeFile(options.keyFile, 'ab'.repeat(32));

  const other = await VaultSecretStore.open(options);

  const error: unknown = await other.access('connection/con_1', '1').catch((cause: unknown) => cause);
  expect(error).toMatchObject({ code: 'internal' });
  expect(String((error as Error).stack)).not.toContain('canary');
  await close();
});

it('makes files that only their owner can read', async () => {
  const { store, options, close } = await open();
  await store.put('connection/con_1', 'secret');

  expect((await stat(options.keyFile)).mode & 0o777).toBe(0o600);
  expect((await stat(await fileOf(options.folder))).mode & 0o777).toBe(0o600);
  await close();
});

it('does not start with a key that others can read', async () => {
  const { options, close } = await open();
  await chmod(options.keyFile, 0o644);

  await expect(VaultSecretStore.open(options)).rejects.toThrow('chmod 600');
  await close();
});

it('does not make a new key while secrets of the old one are there', async () => {
  const { store, options, close } = await open();
  await store.put('connection/con_1', 'secret');
  await rm(options.keyFile);

  await expect(VaultSecretStore.open(options)).rejects.toThrow('Put it back');
  await close();
});

it('lets the API process write and never read', async () => {
  const { store, close } = await open();
  const writer = new WriteOnlySecretStore(store);

  const version = await writer.put('connection/con_1', 'secret');

  await expect(writer.access()).rejects.toThrow('only a worker');
  expect(await store.access('connection/con_1', version)).toBe('secret');
  await close();
});
