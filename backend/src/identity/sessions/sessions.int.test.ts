import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FixedClock, hours, minutes } from '../../kernel/index.js';
import { startBackend, type TestBackend } from '../../testing/index.js';
import { MembersService } from '../people/members.service.js';
import { SessionsService } from './sessions.service.js';

const clock = new FixedClock();
let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend({ clock, settings: { SESSION_IDLE_MINUTES: '30', SESSION_MAX_HOURS: '12' } });
});
afterAll(() => backend.stop());

const link = () => backend.app.get(SessionsService).issueLink(backend.place.organisationId, backend.place.ownerId);
const ownPage = { 'sec-fetch-site': 'same-origin' };

it('signs in by a link, into an HttpOnly cookie', async () => {
  const { token } = await link();
  const browser = await backend.as(null);

  const { status, headers } = await browser.post('/session', { token }, ownPage);

  expect(status).toBe(204);
  expect(String(headers['set-cookie'])).toMatch(
    /^assay_session=[\w-]+\.[\w-]+; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
  );
  expect((await browser.get('/session')).body).toMatchObject({
    kind: 'person',
    role: 'owner',
    email: 'acme@example.com',
  });
});

it('leads from an opened link into the console', async () => {
  const { token } = await link();
  const browser = await backend.as(null);

  const { status, headers } = await browser.get(`//sign-in/link?token=${token}`);

  expect([status, headers['location']]).toEqual([303, '/']);
  expect((await browser.get('/session')).status).toBe(200);
});

it('lets a link in once, also when two read it at the same moment', async () => {
  const { token } = await link();
  const [one, two] = [await backend.as(null), await backend.as(null)];

  const answers = await Promise.all([
    one.post('/session', { token }, ownPage),
    two.post('/session', { token }, ownPage),
  ]);

  expect(answers.map(({ status }) => status).sort()).toEqual([204, 410]);
});

it('refuses a link after 15 minutes', async () => {
  const { token } = await link();
  clock.advance(minutes(15));

  const { status } = await (await backend.as(null)).post('/session', { token }, ownPage);

  expect(status).toBe(410);
});

it('refuses a link that nobody issued', async () => {
  const { status, body } = await (await backend.as(null)).post('/session', { token: 'x'.repeat(43) }, ownPage);

  expect([status, body]).toEqual([401, expect.objectContaining({ code: 'unauthenticated' })]);
});

it('ends a session after half an hour without a request, and not before', async () => {
  const browser = await backend.signIn();

  clock.advance(minutes(30));
  expect((await browser.get('/session')).status).toBe(200);
  clock.advance(minutes(30) + 1);
  expect((await browser.get('/session')).status).toBe(401);
});

it('ends the busiest session after twelve hours', async () => {
  const browser = await backend.signIn();

  for (let passed = 0; passed < hours(12) - minutes(20); passed += minutes(20)) {
    clock.advance(minutes(20));
    expect((await browser.get('/session')).status).toBe(200);
  }
  clock.advance(minutes(20));
  expect((await browser.get('/session')).status).toBe(401);
});

it('ends a session at sign-out for good, and tells the browser to forget', async () => {
  const browser = await backend.signIn();
  const thief = await backend.as(null);
  const cookie = browser.cookieHeader();

  const { status, headers } = await browser.delete('/session');

  expect([status, headers['clear-site-data']]).toEqual([204, '"cache", "storage"']);
  expect((await thief.get('/session', { cookie })).status).toBe(401);
});

it('ends all sessions of a person at once', async () => {
  const [here, there] = [await backend.signIn(), await backend.signIn()];

  await here.delete('/sessions');

  expect((await there.get('/session')).status).toBe(401);
});

it('lists the open sessions and which one is this', async () => {
  const [here] = [await backend.signIn(), await backend.signIn()];

  const { body } = await here.get<{ items: { isCurrent: boolean }[] }>('/sessions');

  expect(body.items.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
  expect(body.items.length).toBeGreaterThanOrEqual(2);
});

it('keeps a member out from the moment the access is switched off, and knows the new role at once', async () => {
  const members = backend.app.get(MembersService);
  const ada = await members.create(backend.who, { email: 'ada@example.com', name: 'Ada', role: 'admin' });
  const browser = await backend.signIn(ada.id);

  await members.change(backend.who, ada.id, { role: 'viewer' }, 1);
  expect((await browser.get('/session')).body).toMatchObject({ role: 'viewer' });
  await members.change(backend.who, ada.id, { isActive: false }, 2);
  expect((await browser.get('/session')).status).toBe(401);
});

it.each([
  'assay_session=x',
  'assay_session=.',
  'assay_session=a.b',
  'assay_session=%00.%00',
  'assay_session=' + 'A'.repeat(4000),
])('refuses the forged cookie %#', async (cookie) => {
  expect((await (await backend.as(null)).get('/session', { cookie })).status).toBe(401);
});

it('refuses a change that another site makes the browser send', async () => {
  const browser = await backend.signIn();

  const foreign = await browser.post(
    '/api-keys',
    {},
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  );
  const sibling = await browser.post('/api-keys', {}, { 'sec-fetch-site': 'same-site', origin: 'https://app.example' });
  const own = await browser.post('/api-keys', {});

  expect([foreign.status, sibling.status, own.status]).toEqual([403, 403, 400]);
  expect(foreign.body).toMatchObject({ facts: { reason: 'cross_site' } });
});
