import { expect, it } from '@jest/globals';
import type { DeliveryStateView, PublicationView } from '@assay/api-contract';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { aSession } from '../../testing/builders.js';
import { listOf, problem, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { PublicationsPage } from './PublicationsPage.js';

const stored = { createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z', version: 1 };
const environments = ['production', 'test'].map((key) => ({
  ...stored,
  ...{ id: `env_${key}`, key, name: key === 'test' ? 'Test' : 'Production' },
  ...{ isProduction: key === 'production', needsApproval: false, published: null },
}));
const publication = (version: number, content: string): PublicationView => ({
  ...{ version, content: content.repeat(16), flags: 12, kid: 'k-2026' },
  publishedAt: `2026-11-0${version}T10:00:00Z`,
});
const publications = [publication(3, 'cccc'), publication(2, 'bbbb'), publication(1, 'aaaa')];
const served: DeliveryStateView = {
  published: publications[0]!,
  ...{ pin: null, refused: null },
  edge: { version: 2, confirmedAt: '2026-11-02T10:00:05Z', attempts: 3, problem: 'Fastly’s API did not answer.' },
};
const pin = { version: 1, content: 'aaaa', reason: 'checkout is broken', by: 'Ann', at: '2026-11-04T00:00:00Z' };
const open = (routes: Record<string, unknown> = {}, address = '/publications') => {
  const asked = serve({
    'GET /api/v1/session': aSession('environment.edit'),
    'GET /api/v1/environments': listOf(...environments),
    'GET /api/v1/environments/production/delivery': served,
    'GET /api/v1/environments/production/publications': listOf(...publications),
    ...routes,
  });
  renderRoutes([{ path: '/publications', element: <PublicationsPage /> }], address);
  return asked;
};

it('says what is served here, that the edge is behind, and why', async () => {
  open();

  const state = await screen.findByRole('region', { name: 'What is served' });

  expect(state.textContent).toContain('v3, 12 flags');
  expect(state.textContent).toContain('v2 behind');
  expect(within(state).getByRole('status').textContent).toContain('Fastly’s API did not answer. 3 attempts failed');
  const [, newest, before] = await screen.findAllByRole('row');
  expect(within(newest!).getByText('newest')).toBeTruthy();
  expect(within(before!).getByText('at the edge')).toBeTruthy();
});

it('lists which flags a publication changed, once it is opened', async () => {
  const changes = {
    since: 2,
    isSameContent: false,
    flags: ['added', 'changed', 'removed'].map((change) => ({ key: `${change}-one`, change })),
  };
  const asked = open({ 'GET /api/v1/environments/production/publications/3/changes': changes });

  await userEvent.click(await screen.findByText('in version 3', { exact: false }));

  const link = await screen.findByRole('link', { name: 'changed-one' });
  expect(link.getAttribute('href')).toBe('/flags/changed-one?env=production');
  expect(screen.getByText(/removed-one/).textContent).toBe('removed-one removed');
  expect(asked.filter(({ path }) => path.endsWith('/changes'))).toHaveLength(1);
});

it('says that a publication with the same content changed no flag', async () => {
  open({ 'GET /api/v1/environments/production/publications/3/changes': { since: 2, isSameContent: true, flags: [] } });

  await userEvent.click(await screen.findByText('in version 3', { exact: false }));

  expect(await screen.findByText(/No flag: what v2 served/)).toBeTruthy();
});

it('serves an earlier publication again, with a reason that it insists on', async () => {
  const asked = open({ 'PUT /api/v1/environments/production/pin': pin });

  await userEvent.click(await screen.findByRole('button', { name: 'Serve again version 1' }));
  await userEvent.click(screen.getByRole('button', { name: 'Serve it' }));
  expect(await screen.findByText('Say why: others will ask.')).toBeTruthy();
  await userEvent.type(screen.getByLabelText(/^Reason/), 'checkout is broken');
  await userEvent.click(screen.getByRole('button', { name: 'Serve it' }));

  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const puts = asked.filter(({ method }) => method === 'PUT');
  expect(puts.map(({ body }) => body)).toEqual([{ version: 1, reason: 'checkout is broken' }]);
});

it('says that a publication is held, by whom and why, and lets it go after asking', async () => {
  const held = { ...served, pin };
  const asked = open({
    'GET /api/v1/environments/production/delivery': held,
    'DELETE /api/v1/environments/production/pin': () => ({ status: 204 }),
  });

  expect(await screen.findByText(/“checkout is broken”/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Let go' }));
  const dialog = await screen.findByRole('dialog', { name: 'Serve the flags as they are' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Let go' }));

  await waitFor(() => expect(asked.some(({ method }) => method === 'DELETE')).toBe(true));
});

it('offers nothing that changes what is served to whoever may not', async () => {
  open({
    'GET /api/v1/session': aSession(),
    'GET /api/v1/environments/production/delivery': { ...served, pin },
  });

  await screen.findByText(/“checkout is broken”/);
  await screen.findAllByRole('row');

  expect(screen.queryByRole('button', { name: /Serve again|Let go/ })).toBeNull();
});

it('says why the flags as they are were not published', async () => {
  const refused = 'This ruleset would take the edge 61 ms.';
  open({ 'GET /api/v1/environments/production/delivery': { ...served, edge: null, refused } });

  const state = await screen.findByRole('region', { name: 'What is served' });
  expect(within(state).getByRole('status').textContent).toContain(`${refused} The last good ruleset stays.`);
  expect(within(state).getByText(/none is set up/)).toBeTruthy();
});

it('shows an environment of which nothing was published, and keeps it in the address', async () => {
  open(
    {
      'GET /api/v1/environments/test/delivery': { published: null, pin: null, refused: null, edge: null },
      'GET /api/v1/environments/test/publications': listOf(),
    },
    '/publications?env=test',
  );

  expect(await screen.findByText('Nothing published yet')).toBeTruthy();
  expect(screen.getByRole('radio', { name: 'Test' }).getAttribute('aria-checked')).toBe('true');
});

it('says what failed and keeps the rest of the page', async () => {
  const broken = { status: 500, body: problem(500, 'internal', 'It failed', 'Try again.') };
  open({ 'GET /api/v1/environments/production/publications': () => broken });

  expect(await screen.findByRole('region', { name: 'What is served' })).toBeTruthy();
  expect(await screen.findByText('Try again.', { exact: false })).toBeTruthy();
});
