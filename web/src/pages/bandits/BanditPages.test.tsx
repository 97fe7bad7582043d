import { expect, it } from '@jest/globals';
import type { BanditView } from '@assay/api-contract';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { aRun } from '../../testing/builders.js';
import { type Asked, listOf, problem, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { BanditPage, BanditsPage, EditBanditPage, NewBanditPage } from './index.js';

const model = {
  version: 2,
  modelVersion: 'offer-v2-abc123',
  origin: 'trained' as const,
  createdAt: '2026-11-20T10:00:00Z',
  runId: 'run_2',
  asOf: '2026-11-20T09:00:00Z',
  actions: [
    { action: 'red', subjects: 12_000, meanReward: 3.5, explained: 0.25, leftOut: [] },
    { action: 'green', subjects: 40, meanReward: null, explained: null, leftOut: ['Too few of its subjects.'] },
  ],
};

const aBandit = (change: Partial<BanditView> = {}): BanditView => ({
  id: 'ban_1',
  version: 3,
  createdAt: '2026-11-01T10:00:00Z',
  updatedAt: '2026-11-20T10:00:00Z',
  key: 'offer',
  name: 'Offer',
  description: '',
  flag: 'checkout',
  variation: 'bandit',
  log: {
    sql: 'SELECT * FROM bandit_actions',
    subjectColumn: 'subject',
    timestampColumn: 'ts',
    banditKeyColumn: 'bandit',
    actionColumn: 'action',
    partitionColumn: null,
  },
  attributes: [{ key: 'country', of: 'subject', kind: 'categorical', column: 'country' }],
  reward: { metricId: 'm1', windowDays: 2 },
  assignmentSourceId: null,
  gamma: 1,
  actionProbabilityFloor: 0.1,
  defaultActionScore: 0,
  ridge: 1,
  trainingDays: 30,
  trainEveryHours: 24,
  model,
  isHeld: false,
  nextTrainingAt: '2026-11-21T10:00:00Z',
  training: {
    runId: 'run_2',
    status: 'succeeded',
    requestedAt: '2026-11-20T10:00:00Z',
    finishedAt: '2026-11-20T10:01:00Z',
    error: null,
  },
  evaluations: ['checkout-test'],
  warnings: [],
  ...change,
});

const initial = { ...model, version: 0, modelVersion: 'offer-v0-abc123', origin: 'initial', runId: null, actions: [] };

const open = (at: string, bandit: BanditView, more: Readonly<Record<string, unknown>> = {}): Asked[] => {
  const asked = serve({
    'GET /api/v1/bandits': listOf(bandit),
    'GET /api/v1/bandits/offer': bandit,
    'GET /api/v1/bandits/offer/models': listOf(model, initial),
    'GET /api/v1/connections': listOf(),
    'GET /api/v1/flags': listOf(),
    'GET /api/v1/metrics': listOf(),
    'GET /api/v1/assignment-sources': listOf(),
    ...more,
  });
  renderRoutes(
    [
      { path: '/bandits', element: <BanditsPage /> },
      { path: '/bandits/new', element: <NewBanditPage /> },
      { path: '/bandits/:key', element: <BanditPage /> },
      { path: '/bandits/:key/edit', element: <EditBanditPage /> },
    ],
    at,
  );
  return asked;
};

it('lists bandits with the model that each serves', async () => {
  open('/bandits', aBandit({ warnings: ['Nobody meets it.'] }));

  const table = within(await screen.findByRole('table', { name: 'Bandits' }));
  expect(table.getByRole('link', { name: 'Offer' }).getAttribute('href')).toBe('/bandits/offer');
  expect(table.getByText('Needs a look')).toBeTruthy();
});

it('shows what the model knows of each action, and what was withheld', async () => {
  open('/bandits/offer', aBandit());

  const table = within(await screen.findByRole('table', { name: 'Actions' }));
  expect(table.getByRole('row', { name: /red 12,000 3\.5 25\.00%/ })).toBeTruthy();
  expect(table.getByRole('row', { name: /green 40 withheld/ })).toBeTruthy();
});

it('trains at once, and says why a training failed', async () => {
  const failed = { ...aBandit().training!, status: 'failed' as const, error: 'Facts: no such table.' };
  const asked = open('/bandits/offer', aBandit({ training: failed }), {
    'POST /api/v1/bandits/offer/trainings': aRun({ experimentId: null, banditId: 'ban_1' }),
  });

  expect(await screen.findByText(/Facts: no such table\./)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Train now' }));
  await waitFor(() => expect(asked.some(({ path }) => path === '/api/v1/bandits/offer/trainings')).toBe(true));
});

it('serves an earlier model, with the version that was read', async () => {
  const asked = open('/bandits/offer', aBandit(), {
    'PUT /api/v1/bandits/offer/held-model': aBandit({ isHeld: true }),
  });

  await userEvent.click(await screen.findByRole('button', { name: 'Serve this one offer-v0-abc123' }));

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'PUT')).toMatchObject({
      body: { version: 0 },
      headers: { 'if-match': '"3"' },
    }),
  );
});

it('lets a held model go', async () => {
  const asked = open('/bandits/offer', aBandit({ isHeld: true }), {
    'DELETE /api/v1/bandits/offer/held-model': aBandit(),
  });

  await userEvent.click(await screen.findByRole('button', { name: 'Serve the newest again' }));

  await waitFor(() => expect(asked.some(({ method }) => method === 'DELETE')).toBe(true));
});

it('shows at its field what the server finds wrong', async () => {
  const message = '“country” is VARCHAR, no number.';
  open('/bandits/offer/edit', aBandit(), {
    'PUT /api/v1/bandits/offer': () => ({
      status: 400,
      body: problem(400, 'invalid_input', 'Invalid', message, [{ path: 'attributes.0.column', message }]),
    }),
  });

  await userEvent.type(await screen.findByRole('textbox', { name: /^Name\b(?! in)/ }), '!');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  expect((await screen.findAllByText(message)).length).toBeGreaterThan(0);
});

it('says what is missing when a new one is sent untouched', async () => {
  open('/bandits/new', aBandit());

  await userEvent.click(await screen.findByRole('button', { name: 'Create bandit' }));

  expect(await screen.findByText('Give it a name.')).toBeTruthy();
  expect(screen.getByText('Write a SELECT.')).toBeTruthy();
});
