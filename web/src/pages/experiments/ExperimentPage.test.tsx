import { expect, it } from '@jest/globals';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { aGuard, aRun, aStatement, anExperiment, aResults } from '../../testing/builders.js';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { ExperimentPage, ResultsTab, RunsTab, SetUpTab, TimeTab } from './index.js';

const pages = [
  {
    path: '/experiments/:id',
    element: <ExperimentPage />,
    children: [
      { index: true, element: <ResultsTab /> },
      { path: 'time', element: <TimeTab /> },
      { path: 'runs', element: <RunsTab /> },
      { path: 'set-up', element: <SetUpTab /> },
    ],
  },
];

const at = '/api/v1/experiments/e1';

it('asks for the results as planned, and as the address says', async () => {
  const asked = serve({ [`GET ${at}`]: anExperiment(), [`GET ${at}/results`]: aResults() });
  renderRoutes(pages, '/experiments/e1?method=fixed&level=0.9');

  await screen.findByRole('table', { name: 'Results by metric' });

  const results = asked.find(({ path }) => path.endsWith('/results'));
  expect(Object.fromEntries(results?.search ?? [])).toEqual({
    method: 'fixed',
    level: '0.9',
    cuped: 'true',
    correction: 'none',
    effect: 'relative',
  });
});

it('puts another method into the address', async () => {
  serve({ [`GET ${at}`]: anExperiment(), [`GET ${at}/results`]: aResults() });
  const { address } = renderRoutes(pages, '/experiments/e1');

  await userEvent.click(await screen.findByRole('radio', { name: 'Bayesian' }));

  expect(address()).toBe('/experiments/e1?method=bayesian');
});

it('shows a refresh step by step and cancels it when asked', async () => {
  const run = aRun({ id: 'r2', status: 'running', stepsDone: 3, stepsTotal: 7, currentStep: 'Facts from Orders' });
  const asked = serve({
    [`GET ${at}`]: anExperiment(),
    [`GET ${at}/results`]: aResults(),
    [`POST ${at}/refresh`]: run,
    'GET /api/v1/runs/r2': run,
    'POST /api/v1/runs/r2/cancel': run,
  });
  renderRoutes(pages, '/experiments/e1');

  await userEvent.click(await screen.findByRole('button', { name: 'Refresh' }));
  const refresh = within(await screen.findByRole('region', { name: 'Refresh' }));
  expect(refresh.getByText(/Facts from Orders · 3 of 7 steps/)).toBeTruthy();
  await userEvent.click(refresh.getByRole('button', { name: 'Cancel' }));

  await waitFor(() => expect(asked.some(({ path }) => path === '/api/v1/runs/r2/cancel')).toBe(true));
});

it('says which part of the newest refresh failed, above the numbers that are there', async () => {
  const failed = aStatement({ id: 's2', status: 'failed', metricIds: ['m1', 'm2'] });
  serve({
    [`GET ${at}`]: anExperiment({ lastRun: { id: 'r1', status: 'partial', finishedAt: '2026-11-21T06:12:00Z' } }),
    [`GET ${at}/results`]: aResults(),
    'GET /api/v1/runs/r1': aRun({ status: 'partial', cause: 'timeout', statements: [failed] }),
  });
  renderRoutes(pages, '/experiments/e1');

  expect(await screen.findByText(/2 metrics could not be computed/)).toBeTruthy();
  expect(await screen.findByRole('table', { name: 'Results by metric' })).toBeTruthy();
});

it('offers the first refresh where nothing has been read', async () => {
  serve({ [`GET ${at}`]: anExperiment({ lastRun: null }), [`GET ${at}/results`]: aResults({ runId: null }) });
  renderRoutes(pages, '/experiments/e1');

  expect(await screen.findByRole('button', { name: 'Refresh now' })).toBeTruthy();
});

it('starts a draft only after asking', async () => {
  const draft = anExperiment({ status: 'draft', startedAt: null, lastRun: null });
  const asked = serve({
    [`GET ${at}`]: draft,
    [`GET ${at}/results`]: aResults({ runId: null }),
    [`POST ${at}/start`]: anExperiment(),
  });
  renderRoutes(pages, '/experiments/e1');

  await userEvent.click(await screen.findByRole('button', { name: 'Start' }));
  await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Start' }));

  await waitFor(() => expect(asked.some(({ path }) => path.endsWith('/start'))).toBe(true));
});

it('says that rows without a time have no trend', async () => {
  serve({ [`GET ${at}`]: anExperiment({ hasTimes: false }), 'GET /api/v1/metrics': listOf() });
  renderRoutes(pages, '/experiments/e1/time');

  expect(await screen.findByText('This experiment has no trend')).toBeTruthy();
});

it('lists the runs with what became of them', async () => {
  serve({
    [`GET ${at}`]: anExperiment(),
    [`GET ${at}/runs`]: listOf(aRun(), aRun({ id: 'r2', status: 'failed', stepsDone: 2 })),
  });
  renderRoutes(pages, '/experiments/e1/runs');

  const table = within(await screen.findByRole('table', { name: 'Runs' }));
  expect(table.getByText('Succeeded')).toBeTruthy();
  expect(table.getByText('Failed')).toBeTruthy();
  expect(table.getByText('2 / 7')).toBeTruthy();
});

it('says that a guardrail stopped the roll-out, with the interval that did', async () => {
  const harm = {
    ...{ metricId: 'm2', metric: 'Refund rate', variation: 'treatment', effect: 'relative' as const },
    ...{ lift: 0.08, low: 0.02, high: 0.14, level: 0.95 },
  };
  const explanation = 'Paused at 25%: the later phases were taken away.';
  const outcome = { at: '2026-11-21T06:12:00Z', runId: 'r1', harms: [harm], explanation };
  serve({
    [`GET ${at}`]: anExperiment(),
    [`GET ${at}/results`]: aResults(),
    [`GET ${at}/guard`]: { guard: aGuard({ status: 'stopped', outcome }) },
  });
  renderRoutes(pages, '/experiments/e1');

  const notice = within(await screen.findByRole('status', { name: 'Guarded roll-out' }));

  expect(notice.getByText(/the roll-out was stopped/)).toBeTruthy();
  expect(notice.getByText(/Paused at 25%/)).toBeTruthy();
  expect(notice.getByText(/Refund rate, treatment: \+8\.0% \(95% interval \+2\.0% to \+14\.0%\)/)).toBeTruthy();
});

it('sets a stopped guard anew, from the version that was read', async () => {
  const base = anExperiment();
  const metrics = [...base.design.metrics, { metricId: 'm2', role: 'guardrail' as const }];
  const guard = aGuard({ version: 4, status: 'stopped' });
  const lists = ['assignment-sources', 'metrics', 'entities', 'fact-sources', 'flags', 'environments'];
  const asked = serve({
    ...Object.fromEntries(lists.map((list) => [`GET /api/v1/${list}`, listOf()])),
    [`GET ${at}`]: anExperiment({ design: { ...base.design, metrics } }),
    [`GET ${at}/guard`]: { guard },
    [`PUT ${at}/guard`]: aGuard({ version: 5 }),
  });
  renderRoutes(pages, '/experiments/e1/set-up');

  await userEvent.click(await screen.findByRole('button', { name: 'Guard the roll-out' }));

  await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
  const put = asked.find(({ method }) => method === 'PUT');
  expect(put?.headers['if-match']).toBe('"4"');
  expect(put?.body).toEqual({ flag: 'checkout', environment: 'production', allocation: 'one-page', action: 'pause' });
});

it('leaves out the begin of the slots of a schedule', async () => {
  const base = anExperiment();
  const schedule = {
    ...{ id: 'as1', version: 1, createdAt: base.createdAt, updatedAt: base.updatedAt, name: 'Cities', description: '' },
    ...{ entityId: 'city', sql: 'SELECT 1', subjectColumn: 'city', timestampColumn: 'from', partitionColumn: null },
    ...{ experimentKeyColumn: 'experiment', variationColumn: 'variation', untilColumn: 'until' },
    ...{ properties: [], secondaryIds: [] },
  };
  const lists = ['metrics', 'entities', 'fact-sources', 'flags', 'environments', 'entry-points', 'segments'];
  const asked = serve({
    ...Object.fromEntries(lists.map((list) => [`GET /api/v1/${list}`, listOf()])),
    'GET /api/v1/assignment-sources': listOf(schedule),
    [`GET ${at}`]: base,
    [`PUT ${at}`]: anExperiment({ version: 4 }),
  });
  renderRoutes(pages, '/experiments/e1/set-up');

  const burnIn = await screen.findByRole('textbox', { name: 'Burn-in, minutes' });
  await userEvent.clear(burnIn);
  await userEvent.type(burnIn, '45');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
  const put = asked.find(({ method }) => method === 'PUT')?.body as { design: object };
  expect(put.design).toMatchObject({ burnInMinutes: 45, burnOutMinutes: 0 });
  expect(screen.queryByRole('combobox', { name: 'Entry point' })).toBeNull();
});

it('analyses the members of clusters by metrics of theirs', async () => {
  const base = anExperiment();
  const source = {
    ...{ id: 'as1', version: 1, createdAt: base.createdAt, updatedAt: base.updatedAt, name: 'Visits', description: '' },
    ...{ entityId: 'company', sql: 'SELECT 1', subjectColumn: 'company', timestampColumn: 'ts', partitionColumn: null },
    ...{ experimentKeyColumn: 'experiment', variationColumn: 'variation', properties: [] },
    untilColumn: null,
    secondaryIds: [{ entityId: 'user', column: 'user_id' }],
  };
  const named = (id: string, name: string) => ({ ...source, id, name });
  const lists = ['metrics', 'fact-sources', 'flags', 'environments', 'entry-points', 'segments'];
  const asked = serve({
    ...Object.fromEntries(lists.map((list) => [`GET /api/v1/${list}`, listOf()])),
    'GET /api/v1/assignment-sources': listOf(source),
    'GET /api/v1/entities': listOf(named('company', 'Company'), named('user', 'User')),
    [`GET ${at}`]: base,
    [`PUT ${at}`]: anExperiment({ version: 4 }),
  });
  renderRoutes(pages, '/experiments/e1/set-up');

  await userEvent.click(await screen.findByRole('combobox', { name: 'Analysed per' }));
  await userEvent.click(await screen.findByRole('option', { name: 'User' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
  const put = asked.find(({ method }) => method === 'PUT')?.body as { design: object };
  // Metrics of the company say nothing of its users.
  expect(put.design).toMatchObject({ analysedEntityId: 'user', metrics: [] });
});

it('notes that the weights changed later, with a weight for each variation', async () => {
  const lists = ['assignment-sources', 'metrics', 'entities', 'fact-sources', 'flags', 'environments'];
  const asked = serve({
    ...Object.fromEntries(lists.map((list) => [`GET /api/v1/${list}`, listOf()])),
    [`GET ${at}`]: anExperiment(),
    [`PUT ${at}`]: anExperiment({ version: 4 }),
  });
  renderRoutes(pages, '/experiments/e1/set-up');

  await userEvent.click(await screen.findByRole('button', { name: 'The weights changed later' }));
  const change = within(screen.getByRole('group', { name: 'Change 1 of the weights' }));
  fireEvent.change(change.getByLabelText(/Weights from then on/), { target: { value: '2026-11-09T12:00' } });
  await userEvent.clear(change.getByLabelText('One page'));
  await userEvent.type(change.getByLabelText('One page'), '3');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
  const put = asked.find(({ method }) => method === 'PUT')?.body as { design: { weightChanges: unknown } };
  expect(put.design.weightChanges).toEqual([{ at: '2026-11-09T12:00:00Z', weights: [1, 3] }]);
});

it('asks for the global lift with the share of subjects that enter, and for shared covariates', async () => {
  const lists = ['assignment-sources', 'metrics', 'entities', 'fact-sources', 'flags', 'environments'];
  const asked = serve({
    ...Object.fromEntries(lists.map((list) => [`GET /api/v1/${list}`, listOf()])),
    [`GET ${at}`]: anExperiment(),
    [`PUT ${at}`]: anExperiment({ version: 4 }),
  });
  renderRoutes(pages, '/experiments/e1/set-up');

  await userEvent.click(await screen.findByRole('switch', { name: /Global lift/ }));
  const share = screen.getByLabelText('Eligible subjects that enter the experiment');
  await userEvent.clear(share);
  await userEvent.type(share, '25');
  await userEvent.click(screen.getByRole('switch', { name: /Shared covariates/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
  const put = asked.find(({ method }) => method === 'PUT')?.body as {
    design: { globalLift: unknown; sharesCovariates: unknown };
  };
  expect(put.design.globalLift).toEqual({ isWanted: true, exposure: 0.25 });
  expect(put.design.sharesCovariates).toBe(true);
});

it('is tested against another experiment on the same entity, never against itself', async () => {
  const lists = ['metrics', 'entities', 'fact-sources', 'flags', 'environments'];
  const stored = { version: 1, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' };
  const source = {
    ...{ ...stored, id: 'as1', name: 'Assignments', description: '', entityId: 'ent1', sql: 'SELECT 1' },
    ...{ subjectColumn: 'id', timestampColumn: 'ts', experimentKeyColumn: 'exp', variationColumn: 'arm' },
    ...{ partitionColumn: null, properties: [], secondaryIds: [] },
  };
  const asked = serve({
    ...Object.fromEntries(lists.map((list) => [`GET /api/v1/${list}`, listOf()])),
    'GET /api/v1/assignment-sources': listOf(source),
    'GET /api/v1/experiments': listOf(anExperiment(), anExperiment({ id: 'e2', name: 'Layout' })),
    [`GET ${at}`]: anExperiment(),
    [`PUT ${at}`]: anExperiment({ version: 4 }),
  });
  renderRoutes(pages, '/experiments/e1/set-up');

  await userEvent.click(await screen.findByRole('combobox', { name: 'Tested against' }));
  expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(['Layout']);
  await userEvent.click(screen.getByRole('option', { name: 'Layout' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
  const put = asked.find(({ method }) => method === 'PUT')?.body as { design: { interactsWith: unknown } };
  expect(put.design.interactsWith).toEqual(['e2']);
});

it('computes only metrics without results when it is chosen from the menu', async () => {
  const run = aRun({ id: 'r2', status: 'running', metricIds: ['m2'], basedOn: 'r1' });
  const asked = serve({
    [`GET ${at}`]: anExperiment(),
    [`GET ${at}/results`]: aResults(),
    [`POST ${at}/refresh`]: run,
    'GET /api/v1/runs/r2': run,
  });
  renderRoutes(pages, '/experiments/e1');

  await userEvent.click(await screen.findByRole('button', { name: 'More ways to read' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: /Only metrics without results/ }));

  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ metrics: 'missing' }));
});

it('reads everything from the start when it is chosen from the menu', async () => {
  const run = aRun({ id: 'r2', status: 'running', readsAnew: true });
  const asked = serve({
    [`GET ${at}`]: anExperiment(),
    [`GET ${at}/results`]: aResults(),
    [`POST ${at}/refresh`]: run,
    'GET /api/v1/runs/r2': run,
  });
  renderRoutes(pages, '/experiments/e1');

  await userEvent.click(await screen.findByRole('button', { name: 'More ways to read' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: /Read everything from the start/ }));

  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ readsAnew: true }));
});
