import { expect, it } from '@jest/globals';
import { metricView } from '@assay/api-contract';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { MetricsPage } from '../metrics/index.js';
import { MetricTeam } from '../metrics/MetricTeam.js';
import { TeamsPage } from './TeamsPage.js';

const stored = { version: 2, createdAt: '2026-11-20T10:00:00Z', updatedAt: '2026-11-20T10:00:00Z' };
const nothing = { flags: 0, experiments: 0, metrics: 0 };
const till = {
  ...{ ...stored, id: 'tem_1', name: 'Till', description: 'Up to the receipt' },
  ...{ members: [{ id: 'per_1', name: 'Ada' }], owns: { flags: 2, experiments: 1, metrics: 0 } },
};
const search = { ...till, id: 'tem_2', name: 'Search', members: [], owns: nothing };
const ada = { ...stored, id: 'per_1', email: 'ada@example.com', name: 'Ada', role: 'viewer', isActive: true };
const path = '/api/v1/teams';
const metric = (id: string, name: string, teamId: string | null) => ({
  ...{ ...stored, id, certified: null, teamId },
  metric: { kind: 'simple' as const, name, entityId: 'ent_1', numerator: { factId: 'f', operation: 'count' } },
});

it('makes a team of people', async () => {
  const asked = serve({ [`GET ${path}`]: listOf(), [`POST ${path}`]: till, 'GET /api/v1/members': listOf(ada) });
  renderElement(<TeamsPage />);

  await userEvent.click((await screen.findAllByRole('button', { name: 'New team' }))[0]!);
  await userEvent.type(await screen.findByRole('textbox', { name: /^Name/ }), 'Till');
  await userEvent.click(screen.getByRole('combobox', { name: 'Members' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Ada' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
      ...{ name: 'Till', description: '', memberIds: ['per_1'] },
    }),
  );
});

it('leads from a team to the lists of what it owns', async () => {
  serve({ [`GET ${path}`]: listOf(till, search) });
  renderElement(<TeamsPage />);

  const flags = await screen.findByRole('link', { name: '2 flags' });

  expect(flags.getAttribute('href')).toBe('/flags?team=tem_1');
  expect(screen.getByRole('link', { name: '1 experiment' }).getAttribute('href')).toBe('/experiments?team=tem_1');
  expect(screen.getByText('nothing')).toBeTruthy();
});

it('hands over what a team owns before it is deleted', async () => {
  const asked = serve({ [`GET ${path}`]: listOf(till, search), [`DELETE ${path}/tem_1`]: {} });
  renderElement(<TeamsPage />);

  await userEvent.click(await screen.findByRole('button', { name: 'Delete Till' }));
  const dialog = await screen.findByRole('dialog', { name: 'Delete team “Till”' });
  expect(dialog.textContent).toContain('It owns 2 flags, 1 experiment and 0 metrics.');
  await userEvent.click(within(dialog).getByRole('combobox', { name: 'Hand over to' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Search' }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Hand over and delete' }));

  await waitFor(() => expect(asked.some(({ method }) => method === 'DELETE')).toBe(true));
  expect(asked.find(({ method }) => method === 'DELETE')?.search.get('handTo')).toBe('tem_2');
});

it('narrows the metrics to a team that is named in the address', async () => {
  serve({
    [`GET ${path}`]: listOf(till, search),
    'GET /api/v1/metrics': listOf(metric('met_1', 'Revenue', 'tem_1'), metric('met_2', 'Clicks', 'tem_2')),
    ...{ 'GET /api/v1/entities': listOf(), 'GET /api/v1/fact-sources': listOf() },
  });
  renderElement(<MetricsPage />, '/?team=tem_2');

  expect(await screen.findByRole('link', { name: /Clicks/ })).toBeTruthy();
  expect(screen.queryByRole('link', { name: /Revenue/ })).toBeNull();
});

it('gives a certified metric to a team, at once', async () => {
  const view = metricView.parse({
    ...metric('met_1', 'Revenue', null),
    certified: { syncTag: 'shop', referenceUrl: null },
  });
  const asked = serve({ [`GET ${path}`]: listOf(till, search), 'PUT /api/v1/metrics/met_1/team': view });
  renderElement(<MetricTeam view={view} />);

  await userEvent.click(await screen.findByRole('combobox', { name: 'Team' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Search' }));

  await waitFor(() => expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({ teamId: 'tem_2' }));
});
