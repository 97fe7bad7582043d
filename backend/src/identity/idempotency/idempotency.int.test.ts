import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FixedClock, hours } from '../../kernel/index.js';
import { startBackend, type TestBackend } from '../../testing/index.js';

const clock = new FixedClock();
let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend({ clock });
});
afterAll(() => backend.stop());

it('creates once, however often the request is repeated, and gives the same answer', async () => {
  const admin = await backend.as('admin');
  const create = () => admin.post<{ id: string }>('/workspaces', { name: 'Staging' }, { 'idempotency-key': 'k-1' });

  const first = await create();
  const again = await create();

  expect([first.status, again.status]).toEqual([201, 201]);
  expect(again.body).toEqual(first.body);
  expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
  expect(again.headers['etag']).toBe('"1"');
});

it('creates once when both requests arrive together', async () => {
  const admin = await backend.as('admin');
  const create = () => admin.post<{ id: string }>('/workspaces', { name: 'Together' }, { 'idempotency-key': 'k-2' });

  const answers = await Promise.all([create(), create(), create()]);

  expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
});

it('refuses a key that was used for something else', async () => {
  const admin = await backend.as('admin');
  await admin.post('/workspaces', { name: 'One' }, { 'idempotency-key': 'k-3' });

  const { status, body } = await admin.post('/workspaces', { name: 'Two' }, { 'idempotency-key': 'k-3' });

  expect([status, body]).toEqual([
    409,
    expect.objectContaining({ code: 'conflict', facts: { field: 'Idempotency-Key' } }),
  ]);
});

it('lets a request that failed be sent again under its key', async () => {
  const admin = await backend.as('admin');
  await admin.post('/workspaces', { name: 'Taken' });

  const failed = await admin.post('/workspaces', { name: 'Taken' }, { 'idempotency-key': 'k-4' });
  const mended = await admin.post('/workspaces', { name: 'Not taken' }, { 'idempotency-key': 'k-4' });

  expect([failed.status, mended.status]).toEqual([409, 201]);
});

it('shows a secret once, and says so to a repeat', async () => {
  const admin = await backend.as('admin');
  const create = () =>
    admin.post<{ key: string }>('/api-keys', { name: 'ci', role: 'viewer' }, { 'idempotency-key': 'k-5' });

  const first = await create();
  const again = await create();

  expect(first.body.key).toMatch(/^assay_ak_/);
  expect([again.status, again.text.includes(first.body.key)]).toEqual([409, false]);
});

it('keeps the keys of two callers apart', async () => {
  const [one, two] = [await backend.as('admin'), await backend.as('admin')];

  const first = await one.post('/workspaces', { name: 'A' }, { 'idempotency-key': 'same' });
  const second = await two.post('/workspaces', { name: 'B' }, { 'idempotency-key': 'same' });

  expect([first.status, second.status]).toEqual([201, 201]);
});

it('forgets a key after a day', async () => {
  const admin = await backend.as('admin');
  await admin.post('/workspaces', { name: 'Old' }, { 'idempotency-key': 'k-6' });
  clock.advance(hours(25));

  const { status } = await admin.post('/workspaces', { name: 'New' }, { 'idempotency-key': 'k-6' });

  expect(status).toBe(201);
});

it.each(['', 'x'.repeat(201), 'two words'])('refuses the key %j', async (key) => {
  const { status } = await (await backend.as('admin')).post('/workspaces', { name: 'X' }, { 'idempotency-key': key });

  expect(status).toBe(400);
});
