import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FakeSecretManager, startSecretManager } from '@assay/test-support';
import { GoogleSecretStore, secretIdOf } from './google.store.js';
import { secretStoreSuite } from './secret-store.conformance.js';

const open = async (): Promise<{ store: GoogleSecretStore; google: FakeSecretManager; close(): Promise<void> }> => {
  const google = await startSecretManager();
  const store = await GoogleSecretStore.open({ projectId: 'shop', client: google.clientOptions });
  const close = async (): Promise<void> => {
    await store.close();
    await google.close();
  };
  return { store, google, close };
};

secretStoreSuite('Google Secret Manager', open);

describe('given Google Secret Manager behind its real client', () => {
  let subject: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.close());

  it('keeps one secret per connection, however often it is rotated', async () => {
    const { store, google } = subject;

    await store.put('connection/con_1', 'a');
    await store.put('connection/con_1', 'b');
    await store.put('connection/con_2', 'c');

    expect(google.state.names).toEqual([
      'projects/shop/secrets/assay-connection-S-con_1',
      'projects/shop/secrets/assay-connection-S-con_2',
    ]);
  });

  it('destroys every version of a secret, page after page', async () => {
    const { store } = subject;
    const versions = [];
    for (let turn = 0; turn < 8; turn += 1) versions.push(await store.put('connection/con_1', `v${turn}`));

    await store.destroy('connection/con_1');

    for (const version of versions)
      await expect(store.access('connection/con_1', version)).rejects.toMatchObject({ code: 'gone' });
  });

  it('gives out nothing that was altered on its way', async () => {
    const { store, google } = subject;
    const version = await store.put('connection/con_1', 'canary');
    google.state.damagesAnswers = true;

    const error: unknown = await store.access('connection/con_1', version).catch((cause: unknown) => cause);

    expect(error).toMatchObject({ code: 'unavailable' });
    expect(String((error as Error).stack)).not.toMatch(/[bc]anary/);
  });

  it('keeps no version that was stored without its checksum', async () => {
    const { store, google } = subject;
    google.state.losesChecksums = true;

    await expect(store.put('connection/con_1', 'value')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.access('connection/con_1', '1')).rejects.toMatchObject({ code: 'gone' });
  });

  it('says that a version was disabled by an administrator', async () => {
    const { store, google } = subject;
    const version = await store.put('connection/con_1', 'value');
    google.state.disable(`projects/shop/secrets/${secretIdOf('connection/con_1')}/versions/${version}`);

    await expect(store.access('connection/con_1', version)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('disabled'),
    });
  });

  it('says that the service account lacks its roles', async () => {
    const { store, google } = subject;
    google.state.refusesAll = true;

    await expect(store.put('connection/con_1', 'value')).rejects.toMatchObject({ code: 'upstream_failed' });
    await expect(store.destroy('connection/con_1')).rejects.toMatchObject({ code: 'upstream_failed' });
  });
});

it('does not open without a project, and says what to set', async () => {
  const google = await startSecretManager();
  const before = { ...process.env };
  for (const name of ['GOOGLE_CLOUD_PROJECT', 'GCLOUD_PROJECT', 'PATH']) process.env[name] = ''; // nor the gcloud command
  process.env['METADATA_SERVER_DETECTION'] = 'none';

  await expect(GoogleSecretStore.open({ client: google.clientOptions })).rejects.toThrow('Set GOOGLE_PROJECT');
  process.env = before;
  await google.close();
});

it('names secrets apart whose names differ in a slash only, and keeps within the limit', () => {
  const names = ['a/b', 'a-s-b', 'a-/b', 'a/-b', Array.from({ length: 4 }, () => 'x'.repeat(64)).join('/')];

  const ids = names.map(secretIdOf);

  expect(new Set(ids).size).toBe(names.length);
  expect(ids.every((id) => /^[A-Za-z0-9_-]{1,255}$/.test(id))).toBe(true);
});
