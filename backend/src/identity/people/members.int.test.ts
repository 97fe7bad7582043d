import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { MemberView } from '@assay/api-contract';
import { startBackend, type TestBackend } from '../../testing/index.js';

let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.stop());

const aMember = async (email: string, role = 'viewer'): Promise<MemberView> => {
  const owner = await backend.signIn();
  return (await owner.post<MemberView>('/members', { email, name: 'Someone', role })).body;
};

it('adds a member, who can sign in with a link that is given out once', async () => {
  const owner = await backend.signIn();
  const { body: member } = await owner.post<MemberView>('/members', {
    email: 'Ada@Example.com',
    name: 'Ada',
    role: 'data_owner',
  });

  const { status, body } = await owner.post<{ url: string }>(`/members/${member.id}/sign-in-links`);
  const browser = await backend.as(null);
  await browser.get(`/${new URL(body.url).pathname}${new URL(body.url).search}`);

  expect(status).toBe(201);
  expect((await browser.get('/session')).body).toMatchObject({ name: 'Ada', role: 'data_owner' });
});

it('refuses a second membership of one address, whatever its case', async () => {
  await aMember('twice@example.com');
  const owner = await backend.signIn();

  const { status, body } = await owner.post('/members', { email: 'TWICE@example.com', name: 'B', role: 'viewer' });

  expect([status, body]).toEqual([
    409,
    expect.objectContaining({ facts: expect.objectContaining({ field: 'email' }) }),
  ]);
});

it('wants to know which version an edit is of', async () => {
  const member = await aMember('version@example.com');
  const owner = await backend.signIn();
  const change = (headers?: Record<string, string>) => owner.patch(`/members/${member.id}`, { role: 'admin' }, headers);

  const without = await change();
  const current = await change({ 'if-match': '"1"' });
  const late = await change({ 'if-match': '"1"' });
  const garbage = await change({ 'if-match': 'yes' });
  const any = await change({ 'if-match': '*' });

  expect([without, current, late, garbage, any].map(({ status }) => status)).toEqual([428, 200, 412, 400, 200]);
  expect([current.headers['etag'], any.headers['etag']]).toEqual(['"2"', '"3"']);
  expect(late.body).toMatchObject({ facts: { expected: 1, current: 2 } });
});

it('keeps the last owner in', async () => {
  const owner = await backend.signIn();

  const { status, body } = await owner.patch(
    `/members/${backend.place.ownerId}`,
    { role: 'admin' },
    { 'if-match': '*' },
  );

  expect([status, body]).toEqual([
    409,
    expect.objectContaining({ detail: expect.stringContaining('last active owner') }),
  ]);
});

it('lets no administrator make, change or sign in as an owner', async () => {
  const admin = await backend.as('admin');
  const { ownerId } = backend.place;

  const answers = await Promise.all([
    admin.post('/members', { email: 'new@example.com', name: 'N', role: 'owner' }),
    admin.patch(`/members/${ownerId}`, { isActive: false }, { 'if-match': '*' }),
    admin.post(`/members/${ownerId}/sign-in-links`),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
});

it('answers for another organisation’s people and keys as if they did not exist', async () => {
  const other = await backend.addOrganisation('Rival');
  const stranger = await backend.signIn(undefined, other);
  const member = await aMember('ours@example.com');
  const owner = await backend.signIn();
  const { body: key } = await owner.post<{ id: string }>('/api-keys', { name: 'ours', role: 'viewer' });

  const answers = await Promise.all([
    stranger.patch(`/members/${member.id}`, { role: 'admin' }, { 'if-match': '*' }),
    stranger.post(`/members/${member.id}/sign-in-links`),
    stranger.delete(`/api-keys/${key.id}`),
    stranger.get('/session', { 'assay-workspace': backend.place.workspaceId }),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
  expect((await stranger.get('/members')).text).not.toContain('ours@example.com');
});

it('takes one person into two organisations, each seeing its own part', async () => {
  const other = await backend.addOrganisation('Second');
  const stranger = await backend.signIn(undefined, other);
  const here = await aMember('both@example.com', 'viewer');

  const { status, body } = await stranger.post<MemberView>('/members', {
    email: 'both@example.com',
    name: 'Other name',
    role: 'admin',
  });
  const browser = await backend.signIn(here.id, other);

  expect([status, body.id]).toEqual([201, here.id]);
  expect((await browser.get('/session')).body).toMatchObject({ role: 'admin', organisation: { name: 'Second' } });
});

it('pages through members without losing or repeating one', async () => {
  const owner = await backend.signIn();
  for (let index = 0; index < 5; index += 1) await aMember(`page${index}@example.com`);
  const { body: all } = await owner.get<{ items: MemberView[] }>('/members?limit=200');

  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: { body: { items: MemberView[]; next: string | null } } = await owner.get(
      `/members?limit=2&cursor=${cursor}`,
    );
    seen.push(...body.items.map(({ id }) => id));
    cursor = body.next;
  }

  expect(seen).toEqual(all.items.map(({ id }) => id));
});
