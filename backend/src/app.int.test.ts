import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { SecretStore } from './secrets/index.js';
import { startBackend, type TestBackend } from './testing/index.js';

let backend: TestBackend;
let web: string;
const lines: string[] = [];
beforeAll(async () => {
  web = await mkdtemp(join(tmpdir(), 'assay-web-'));
  await mkdir(join(web, 'assets'));
  await writeFile(join(web, 'index.html'), '<!doctype html><title>Assay</title>');
  await writeFile(join(web, 'assets/main-4f2a.js'), 'console.log(1)');
  await writeFile(join(web, '..', 'assay-web-secret.txt'), 'outside');
  backend = await startBackend({ settings: { WEB_DIST: web }, onLog: (line) => lines.push(line) });
});
afterAll(async () => {
  await backend.stop();
  await rm(web, { recursive: true });
  await rm(join(web, '..', 'assay-web-secret.txt'));
});

it.each([
  ['not JSON', '{"name": ', 'application/json', 400],
  ['an empty body', '', 'application/json', 400],
  ['a prototype', '{"__proto__": {"role": "owner"}, "name": "x"}', 'application/json', 400],
  ['another media type', '<name/>', 'application/xml', 400],
  ['more than a megabyte', JSON.stringify({ name: 'x'.repeat(1_100_000) }), 'application/json', 413],
  ['deep nesting', `{"name": ${'['.repeat(5000)}${']'.repeat(5000)}}`, 'application/json', 400],
  ['a list', '[]', 'application/json', 400],
  ['null', 'null', 'application/json', 400],
])('answers %s with a problem document', async (_, payload, type, expected) => {
  const owner = await backend.signIn();

  const { status, headers, body } = await owner.post('/workspaces', payload, { 'content-type': type });

  expect(status).toBe(expected);
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(body).toMatchObject({
    status,
    type: expect.stringMatching(/^urn:assay:problem:/),
    detail: expect.stringMatching(/\w{3}/),
  });
});

it('answers an address that is not there, and a method that is not offered, with a problem document', async () => {
  const owner = await backend.signIn();

  const answers = await Promise.all([
    owner.get('/nothing'),
    owner.put('/workspaces', {}),
    owner.get('//api/v2/x'),
    owner.get('//health/x'),
  ]);

  expect(answers.map(({ status, body }) => [status, (body as { code: string }).code])).toEqual(
    Array(4).fill([404, 'not_found']),
  );
});

it('says nothing of what went wrong inside, and leaves a trace of it in the log', async () => {
  const owner = await backend.signIn();
  const database = new pg.Client({ connectionString: backend.databaseUrl });
  await database.connect();
  await database.query('ALTER TABLE idempotency_key RENAME TO hidden');
  lines.length = 0;

  const { status, text } = await owner.post('/workspaces', { name: 'x' }, { 'idempotency-key': 'k' });
  await database.query('ALTER TABLE hidden RENAME TO idempotency_key');
  await database.end();

  expect([status, JSON.parse(text)]).toEqual([500, expect.objectContaining({ code: 'internal', facts: {} })]);
  expect(text).not.toMatch(/idempotency|relation|42P01/);
  const errors = lines.filter((line) => line.includes('"level":"error"'));
  expect(errors).toHaveLength(1);
  expect(errors[0]).toContain('42P01');
});

it('sends the headers that protect a browser', async () => {
  const { headers } = await (await backend.as(null)).get('//');

  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': expect.stringContaining("script-src 'self';"),
  });
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(headers).not.toHaveProperty('strict-transport-security');
  expect(headers).not.toHaveProperty('x-powered-by');
});

it('serves the console’s files, and its page for each address that a person may reload', async () => {
  const nobody = await backend.as(null);

  const page = await nobody.get('//experiments/exp_1/results?tab=sql');
  const script = await nobody.get('//assets/main-4f2a.js');
  const stale = await nobody.get('//assets/main-0000.js');

  expect([page.status, page.text]).toEqual([200, expect.stringContaining('<title>Assay')]);
  expect(page.headers['cache-control']).toBe('no-cache');
  expect([script.status, script.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  expect(stale.status).toBe(404);
});

it.each(['../assay-web-secret.txt', '%2e%2e/assay-web-secret.txt', '..%2fassay-web-secret.txt', '%00', '%'])(
  'serves nothing from outside the console’s folder: %s',
  async (path) => {
    const { status, text } = await (await backend.as(null)).get(`//${path}`);

    expect(status).toBeLessThan(500);
    expect(text).not.toContain('outside');
  },
);

it('describes every route under /api/v1 in the OpenAPI document', async () => {
  const owner = await backend.signIn();

  const { status, body } = await owner.get<{ paths: Record<string, object>; components: { schemas: object } }>(
    '/openapi.json',
  );

  expect(status).toBe(200);
  expect(Object.keys(body.paths)).toEqual(
    expect.arrayContaining(['/api/v1/session', '/api/v1/members/{id}', '/api/v1/audit-events']),
  );
  expect(body.components.schemas).toHaveProperty('ApiKeyCreated');
});

it('never writes a credential, a link, a cookie or an address into the log', async () => {
  lines.length = 0;
  const owner = await backend.signIn();
  const { body: key } = await owner.post<{ key: string }>('/api-keys', { name: 'canary', role: 'viewer' });
  const reader = await backend.as(null);
  await reader.get('/session?token=canary-in-query', { authorization: `Bearer ${key.key}` });
  await reader.post('/session', { token: 'canary-token-canary-token' }, { 'sec-fetch-site': 'same-origin' });
  await reader.get('//sign-in/link?token=canary-link-canary-link');
  await owner.post('/members', { email: 'canary@example.com', name: 'Canary Person', role: 'nonsense' });
  const secrets = backend.app.get(SecretStore);
  const version = await secrets.put('connection/con_1', 'canary-credential');
  await secrets.access('connection/con_1', version);
  await secrets.access('connection/con_1', '7').catch(() => {});

  const log = lines.join('\n');

  expect(lines.length).toBeGreaterThan(5);
  expect(log).not.toContain(key.key);
  expect(log).not.toContain(owner.cookieHeader().split('=')[1]);
  expect(log.toLowerCase()).not.toContain('canary');
});

it('holds no secret and no hash of one in any answer’s schema', async () => {
  const owner = await backend.signIn();

  const { body } = await owner.get<{ components: { schemas: Record<string, { properties?: object }> } }>(
    '/openapi.json',
  );

  const named = Object.entries(body.components.schemas).flatMap(([schema, { properties }]) =>
    Object.keys(properties ?? {}).map((property) => `${schema}.${property}`),
  );
  // An audit event's own hash is a checksum. An input may take a credential, an answer may say that there is one.
  const allowed = ['AuditEvent.hash'];
  expect(
    named.filter(
      (name) =>
        /hash|secret|password/i.test(name) && !/Input\.|\.(?:has|is)[A-Z]/.test(name) && !allowed.includes(name),
    ),
  ).toEqual([]);
});

it('answers from a socket as it does in process, and lets go of the port when it stops', async () => {
  const own = await startBackend();
  const url = new URL(await own.listen());
  const ready = await fetch(new URL('/health/ready', url));

  await own.stop();

  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok', database: 'up' }]);
  const refused = await new Promise((resolve) =>
    connect(Number(url.port), '127.0.0.1').once('error', ({ message }) => resolve(message)),
  );
  expect(refused).toContain('ECONNREFUSED');
});

it('keeps credentials unreadable in a process that is only the API', async () => {
  const api = await startBackend({ settings: { ASSAY_ROLE: 'api' } });
  const secrets = api.app.get(SecretStore);
  const version = await secrets.put('connection/con_1', 'value');

  await expect(secrets.access('connection/con_1', version)).rejects.toThrow('only a worker');

  await api.stop();
});
