import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ApiKeyCreated, ApiKeyView } from '@assay/api-contract';
import { FixedClock, hours } from '../../kernel/index.js';
import { startBackend, type TestBackend } from '../../testing/index.js';

const clock = new FixedClock();
let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend({ clock });
});
afterAll(() => backend.stop());

const create = async (input: object): Promise<ApiKeyCreated> => {
  const owner = await backend.signIn();
  return (await owner.post<ApiKeyCreated>('/api-keys', input)).body;
};

const statusWith = async (authorization: string): Promise<number> =>
  (await (await backend.as(null)).get('/session', { authorization })).status;

it('shows the key once, and afterwards only what it begins with', async () => {
  const created = await create({ name: 'once', role: 'viewer' });
  const owner = await backend.signIn();

  const { body, text } = await owner.get<{ items: ApiKeyView[] }>('/api-keys?limit=200');

  expect(created.key).toMatch(/^assay_ak_[\w-]{32}$/);
  expect(text).not.toContain(created.key);
  expect(body.items.find(({ id }) => id === created.id)?.prefix).toBe(created.key.slice(0, 13));
});

it('lets in until it is revoked', async () => {
  const { id, key } = await create({ name: 'revoked', role: 'viewer' });
  const owner = await backend.signIn();

  const before = await statusWith(`Bearer ${key}`);
  await owner.delete(`/api-keys/${id}`);

  expect([before, await statusWith(`Bearer ${key}`)]).toEqual([200, 401]);
  expect((await owner.delete(`/api-keys/${id}`)).status).toBe(204);
});

it('lets in until it expires', async () => {
  const expiresAt = new Date(clock.now().getTime() + hours(1)).toISOString();
  const { key } = await create({ name: 'expiring', role: 'viewer', expiresAt });

  const before = await statusWith(`Bearer ${key}`);
  clock.advance(hours(1));

  expect([before, await statusWith(`Bearer ${key}`)]).toEqual([200, 401]);
});

it.each([
  'Bearer',
  'Bearer ',
  'Bearer assay_ak_',
  'Bearer assay_ak_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'Basic YTpi',
  'Bearer ' + 'x'.repeat(5000),
])('refuses the credential %#', async (authorization) => {
  expect(await statusWith(authorization)).toBe(401);
});

it.each([
  [{ name: '', role: 'viewer' }, 'name'],
  [{ name: 'x', role: 'owner' }, 'role'],
  [{ name: 'x', role: 'king' }, 'role'],
  [{ role: 'viewer' }, 'name'],
  [{ name: 'x'.repeat(201), role: 'viewer' }, 'name'],
  [{ name: 'a\0b', role: 'viewer' }, 'name'],
  [{ name: 7, role: 'viewer' }, 'name'],
  [{ name: 'x', role: 'viewer', expiresAt: 'tomorrow' }, 'expiresAt'],
  [{ name: 'x', role: 'viewer', expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt'],
])('refuses %j and names the field', async (input, field) => {
  const owner = await backend.signIn();

  const { status, body } = await owner.post('/api-keys', input);

  expect([status, body]).toEqual([
    400,
    expect.objectContaining({ errors: [expect.objectContaining({ path: field })] }),
  ]);
});

it('refuses a name that is taken', async () => {
  await create({ name: 'same', role: 'viewer' });
  const owner = await backend.signIn();

  const { status, body } = await owner.post('/api-keys', { name: 'same', role: 'admin' });

  expect([status, body]).toEqual([409, expect.objectContaining({ facts: { field: 'name' } })]);
});
