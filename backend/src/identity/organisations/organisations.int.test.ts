import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { OrganisationView, Problem } from '@assay/api-contract';
import { startBackend, type TestBackend } from '../../testing/index.js';

let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.stop());

it('asks for ten contributors until somebody decides otherwise', async () => {
  const viewer = await backend.as('viewer');

  const { body } = await viewer.get<OrganisationView>('/organisation');

  expect(body).toMatchObject({ name: 'Acme', minimumContributors: 10, previewRows: true });
});

it('changes what is sent, leaves the rest, and puts both on record', async () => {
  const owner = await backend.signIn();
  const { body: before } = await owner.get<OrganisationView>('/organisation');

  const { body: after } = await owner.patch<OrganisationView>(
    '/organisation',
    { minimumContributors: 25 },
    { 'if-match': `"${before.version}"` },
  );
  const trail = await owner.get<{ items: object[] }>('/audit-events?action=organisation.updated');

  expect(after).toMatchObject({
    name: 'Acme',
    minimumContributors: 25,
    previewRows: true,
    version: before.version + 1,
  });
  expect(trail.body.items).toEqual([
    expect.objectContaining({
      before: expect.objectContaining({ minimumContributors: 10 }),
      after: expect.objectContaining({ minimumContributors: 25 }),
    }),
  ]);
});

it('refuses fewer than five contributors, and says why', async () => {
  const owner = await backend.signIn();

  const { status, body } = await owner.patch<Problem>('/organisation', { minimumContributors: 4 }, { 'if-match': '*' });

  expect(status).toBe(400);
  expect(body.errors).toEqual([
    { path: 'minimumContributors', message: expect.stringMatching(/at least 5 subjects: fewer would tell/) },
  ]);
});

it('lets nobody but owners change it', async () => {
  const admin = await backend.as('admin');

  const { status } = await admin.patch('/organisation', { minimumContributors: 25 }, { 'if-match': '*' });

  expect(status).toBe(403);
});
