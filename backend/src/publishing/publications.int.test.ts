import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  DeliveryStateView,
  EnvironmentView,
  PinView,
  Problem,
  PublicationChanges,
  PublicationView,
  SigningKeyView,
} from '@assay/api-contract';
import { FlagsService } from '../flags/index.js';
import { aDefault, aFlagInput } from '../flags/testing/builders.js';
import { type Browser, startBackend, type TestBackend } from '../testing/index.js';
import { Publisher } from './publisher.service.js';
import { RulesetsLookup } from './rulesets.lookup.js';
import { isSigned, signerOf } from './signing/signature.js';

let backend: TestBackend;
let admin: Browser;
let environmentId = '';
let key = '';
let made = 0;
beforeAll(async () => {
  backend = await startBackend();
  admin = await backend.as('admin');
});
afterAll(() => backend.stop());

const publish = (): Promise<void> => backend.app.get(Publisher).run();
const newest = async () => (await backend.app.get(RulesetsLookup).findNewest(environmentId))!;
const serve = async (served: 'on' | 'off'): Promise<void> => {
  const input = { isEnabled: true, allocations: [aDefault(served)] };
  await backend.app.get(FlagsService).setEnvironment(backend.who, key, 'production', input, null);
  await publish();
};
const state = async (): Promise<DeliveryStateView> =>
  (await admin.get<DeliveryStateView>('/environments/production/delivery')).body;
const audited = async (action: string): Promise<number> =>
  (await admin.get<{ items: { action: string }[] }>('/audit-events?limit=200')).body.items.filter(
    (one) => one.action === action,
  ).length;

beforeEach(async () => {
  key = `flag-${++made}`;
  await backend.app.get(FlagsService).create(backend.who, aFlagInput({ key, description: '' }) as never);
  const { body } = await admin.get<{ items: EnvironmentView[] }>('/environments');
  environmentId = body.items.find((one) => one.key === 'production')!.id;
  await serve('on');
});

it('lists what was published, newest first and page by page', async () => {
  await serve('off');
  await serve('on');

  const first = await admin.get<{ items: PublicationView[]; next: string }>(
    '/environments/production/publications?limit=2',
  );
  const second = await admin.get<{ items: PublicationView[] }>(
    `/environments/production/publications?limit=2&cursor=${first.body.next}`,
  );

  const { version } = await newest();
  const all = [...first.body.items, ...second.body.items];
  expect(all.slice(0, 3).map((one) => one.version)).toEqual([version, version - 1, version - 2]);
  expect(all[0]!.content).toBe(all[2]!.content);
});

it('says which flags a publication added, changed and removed', async () => {
  const changesOf = async (version: number): Promise<PublicationChanges> =>
    (await admin.get<PublicationChanges>(`/environments/production/publications/${version}/changes`)).body;
  const { version } = await newest();

  await serve('off');
  await backend.app.get(FlagsService).archive(backend.who, key, null);
  await publish();

  const wanted = (change: string) => expect.arrayContaining([{ key, change }]);
  expect(await changesOf(version)).toMatchObject({ since: version === 1 ? null : version - 1, flags: wanted('added') });
  expect(await changesOf(version + 1)).toEqual({
    since: version,
    isSameContent: false,
    flags: [{ key, change: 'changed' }],
  });
  expect(await changesOf(version + 2)).toMatchObject({ since: version + 1, flags: [{ key, change: 'removed' }] });
  const unknown = await Promise.all(
    ['999', 'x', '0', '99999999999'].map((one) => admin.get(`/environments/production/publications/${one}/changes`)),
  );
  expect(unknown.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
});

it('serves any earlier publication again, byte for byte under a higher version, whatever is changed meanwhile', async () => {
  const chosen = await newest();
  await serve('off');

  const pinned = await admin.put<PinView>('/environments/production/pin', {
    version: chosen.version,
    reason: 'checkout is broken',
  });
  await publish();
  const during = await newest();
  await serve('off');
  await backend.app.get(FlagsService).archive(backend.who, key, null);
  await publish();
  const still = await newest();

  expect(pinned.body).toMatchObject({ version: chosen.version, reason: 'checkout is broken' });
  expect(during.version).toBe(chosen.version + 2);
  for (const form of ['server', 'client', 'compiled'] as const) {
    expect(gunzipSync(during.forms[form]).equals(gunzipSync(chosen.forms[form]))).toBe(true);
  }
  expect(still.version).toBe(during.version);
  expect((await state()).pin).toMatchObject({ version: chosen.version });

  expect((await admin.delete('/environments/production/pin')).status).toBe(204);
  await publish();

  expect((await newest()).version).toBe(during.version + 1);
  expect(JSON.parse(gunzipSync((await newest()).forms.server).toString())).not.toHaveProperty(['flags', key]);
  expect((await state()).pin).toBeNull();
  expect([await audited('environment.pinned'), await audited('environment.released')]).toEqual([1, 1]);
});

it('names the field when there is no such publication, or no reason', async () => {
  const unknown = await admin.put<Problem>('/environments/production/pin', { version: 999, reason: 'x' });
  const silent = await admin.put<Problem>('/environments/production/pin', { version: 1, reason: ' ' });

  expect([unknown.status, unknown.body.errors[0]?.path]).toEqual([400, 'version']);
  expect([silent.status, silent.body.errors[0]?.path]).toEqual([400, 'reason']);
  expect((await state()).pin).toBeNull();
});

it('lets nobody pin who may not edit environments, nor anybody of another organisation', async () => {
  const editor = await backend.as('experiment_editor');
  const other = await backend.as('admin', await backend.addOrganisation('Other'));
  const { version } = await newest();

  const refused = await editor.put('/environments/production/pin', { version, reason: 'mine' });
  const elsewhere = await other.put<Problem>('/environments/production/pin', { version, reason: 'mine' });

  expect([refused.status, elsewhere.status]).toEqual([403, 400]);
  expect((await state()).pin).toBeNull();
});

describe('given a second signing key', () => {
  const list = async (): Promise<SigningKeyView[]> =>
    (await admin.get<{ items: SigningKeyView[] }>('/signing-keys')).body.items;
  const signing = async (): Promise<SigningKeyView> => (await list()).find((one) => one.status === 'signing')!;
  const spki = (raw: string): string =>
    Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(raw, 'base64')]).toString('base64');

  it('signs with it only once it is activated, and then signs everything anew', async () => {
    const old = await signing();
    const before = await newest();
    const { status, body: next } = await admin.post<SigningKeyView>('/signing-keys', {});
    await publish();
    const waiting = await newest();

    const activated = await admin.post<SigningKeyView>(`/signing-keys/${next.kid}/activation`, {});
    await publish();
    const after = await newest();

    expect([status, next.status, activated.body.status]).toEqual([201, 'waiting', 'signing']);
    expect(waiting.version).toBe(before.version);
    expect(after.version).toBe(before.version + 1);
    expect(after.content).toBe(before.content);
    expect([signerOf(before.headers.server), signerOf(after.headers.server)]).toEqual([old.kid, next.kid]);
    const text = gunzipSync(after.forms.server).toString();
    expect(isSigned(after.headers.server, spki(next.publicKey), text)).toBe(true);
    expect(isSigned(before.headers.server, spki(old.publicKey), text)).toBe(true);
    expect((await list()).find((one) => one.kid === old.kid)?.status).toBe('accepted');
  });

  it('retires the one before, never the one that signs, and none comes back', async () => {
    const now = await signing();
    const replaced = (await list()).find((one) => one.status === 'accepted')!;

    const refused = await admin.delete<Problem>(`/signing-keys/${now.kid}`);
    const retired = await admin.delete<SigningKeyView>(`/signing-keys/${replaced.kid}`);
    const again = await admin.delete<SigningKeyView>(`/signing-keys/${replaced.kid}`);
    const revived = await admin.post<Problem>(`/signing-keys/${replaced.kid}/activation`, {});

    expect([refused.status, refused.body.code]).toEqual([409, 'conflict']);
    expect(refused.body.detail).toContain('Activate another key first');
    expect([retired.status, retired.body.status, again.status]).toEqual([200, 'retired', 200]);
    expect(revived.status).toBe(409);
    expect(await audited('signing_key.retired')).toBe(1);
  });

  it('keeps private halves out of answers and tells nobody else’s keys', async () => {
    const other = await backend.as('admin', await backend.addOrganisation('Third'));
    const { kid } = await signing();

    const elsewhere = await other.delete(`/signing-keys/${kid}`);

    expect(Object.keys((await list())[0]!).sort()).toEqual(
      ['activatedAt', 'createdAt', 'kid', 'publicKey', 'retiredAt', 'status'].sort(),
    );
    expect(elsewhere.status).toBe(404);
  });
});
