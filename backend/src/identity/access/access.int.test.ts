import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startBackend, type TestBackend } from '../../testing/index.js';

let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.stop());

it('tells an API key where it is and what it may do', async () => {
  const viewer = await backend.as('viewer');

  const { status, body } = await viewer.get('/session');

  expect(status).toBe(200);
  expect(body).toMatchObject({
    kind: 'api_key',
    role: 'viewer',
    organisation: { name: 'Acme' },
    workspace: { name: 'Main' },
  });
});
