import { describe, expect, it } from '@jest/globals';
import type { ExploreChart, ExploreDetail, ExploreInput, ExploreView } from '@assay/api-contract';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { aMetricResult, anExperiment } from '../../testing/builders.js';
import { listOf, problem, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { ExperimentPage, ExploresTab, ExploreTab, NewExploreTab } from './index.js';

const pages = [
  {
    path: '/experiments/:id',
    element: <ExperimentPage />,
    children: [
      { path: 'explores', element: <ExploresTab /> },
      { path: 'explores/new', element: <NewExploreTab /> },
      { path: 'explores/:exploreId', element: <ExploreTab /> },
    ],
  },
];
const at = '/api/v1/experiments/e1';
const input: ExploreInput = {
  ...{ name: 'Revenue by country', metricId: 'm_revenue', visualisation: 'lift' },
  ...{ splitBy: 'country', filter: null, variations: [] },
};
const anExplore = (over: Partial<ExploreView> = {}): ExploreView => ({
  ...{ id: 'x1', version: 2, experimentId: 'e1' },
  ...{ createdAt: '2026-11-20T09:00:00Z', updatedAt: '2026-11-20T09:00:00Z' },
  ...input,
  ...over,
});
const aChart = (over: Partial<ExploreChart> = {}): ExploreChart => ({
  ...{ asOf: '2026-11-21T06:00:00Z', because: null, caution: null, method: 'sequential', level: 0.95 },
  ...{ counted: 'subjects', metric: 'Revenue', control: 'control', series: null },
  variations: [
    { key: 'control', name: 'Three pages' },
    { key: 'treatment', name: 'One page' },
  ],
  cells: [
    { value: 'DE', result: aMetricResult() },
    {
      value: 'FR',
      result: aMetricResult({
        treatment: null,
        estimate: { kind: 'none', reason: 'suppressed', explanation: 'Fewer than 20 subjects have a value.' },
      }),
    },
  ],
  ...over,
});
const aDetail = (chart: Partial<ExploreChart> = {}, over: Partial<ExploreView> = {}): ExploreDetail => ({
  ...anExplore(over),
  chart: aChart(chart),
});
const metrics = listOf({
  ...{ id: 'm_revenue', version: 1, certified: null },
  ...{ createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' },
  metric: {
    ...{ kind: 'simple', name: 'Revenue', entityId: 'ent1' },
    numerator: { factId: 'f1', operation: 'sum' },
  },
});
const base = {
  [`GET ${at}`]: anExperiment(),
  'GET /api/v1/metrics': metrics,
  [`GET ${at}/explores`]: {
    ...listOf(anExplore(), anExplore({ id: 'x2', name: 'Revenue by day', visualisation: 'series', splitBy: null })),
    properties: [{ property: 'country', values: ['DE', 'FR'] }],
  },
};

describe('given saved explores', () => {
  it('lists them in their order and says what each shows', async () => {
    serve(base);
    renderRoutes(pages, '/experiments/e1/explores');

    const table = within(await screen.findByRole('table', { name: 'Explores' }));

    expect(table.getAllByRole('link').map((link) => link.textContent)).toEqual([
      'Revenue by country',
      'Revenue by day',
    ]);
    expect(await table.findByRole('row', { name: /Revenue by day Revenue Lift by day all subjects/ })).toBeTruthy();
  });

  it('moves one down by sending the whole order', async () => {
    const asked = serve({ ...base, [`PUT ${at}/explores/order`]: base[`GET ${at}/explores`] });
    renderRoutes(pages, '/experiments/e1/explores');

    await userEvent.click(await screen.findByRole('button', { name: 'Move Revenue by country down' }));

    await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
    expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({ exploreIds: ['x2', 'x1'] });
  });

  it('proposes what stands out and saves only what is chosen', async () => {
    const finding = { value: 'DE', variation: 'treatment', lift: 0.12, restLift: 0.01, qValue: 0.002 };
    const proposals = { asOf: '2026-11-21T06:00:00Z', because: null, items: [{ explore: input, findings: [finding] }] };
    const asked = serve({
      ...base,
      [`GET ${at}/explores/proposals`]: proposals,
      [`POST ${at}/explores`]: anExplore({ id: 'x3' }),
    });
    renderRoutes(pages, '/experiments/e1/explores');

    await userEvent.click(await screen.findByRole('button', { name: 'Propose explores' }));
    expect(await screen.findByText('DE, One page: +12.0%, elsewhere +1.0%')).toBeTruthy();
    expect(asked.filter(({ method }) => method === 'POST')).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Save Revenue by country' }));

    await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toEqual(input));
  });
});

describe('given one explore at its address', () => {
  const open = (detail: ExploreDetail) => {
    const asked = serve({ ...base, [`GET ${at}/explores/x1`]: detail, [`DELETE ${at}/explores/x1`]: { status: 204 } });
    return { asked, ...renderRoutes(pages, '/experiments/e1/explores/x1') };
  };

  it('says each lift in words, and why one is withheld', async () => {
    open(aDetail());

    expect(
      await screen.findByRole('img', { name: 'DE, One page: +3.3%, 95% interval +1.4% to +5.2%, better' }),
    ).toBeTruthy();
    expect(screen.getByText('withheld: too few subjects')).toBeTruthy();
    expect(screen.getByText('Fewer than 20 subjects have a value.')).toBeTruthy();
    expect(screen.getByText(/not corrected for the number of metrics and values, without CUPED/)).toBeTruthy();
  });

  it('names a value without characters, and has its part of the funnel left empty where it is withheld', async () => {
    const arms = aMetricResult().arms.map((arm) => ({ ...arm, n: 12, value: null, ofStepBefore: null }));
    const result = aMetricResult({ kind: 'funnel', steps: [{ name: 'Visited', arms }] });
    const { container } = open(aDetail({ cells: [{ value: '', result }] }, { visualisation: 'funnel_steps' }));

    const table = within(await screen.findByRole('table', { name: 'Steps, (empty)' }));

    expect(table.getAllByText(/withheld of 12/)).toHaveLength(2);
    expect(container.querySelectorAll('.funnel-bar span')).toHaveLength(0);
  });

  it('says why there is nothing to draw', async () => {
    const because = 'The experiment has no such metric now: choose one that it has.';
    open(aDetail({ because, cells: [], metric: null }));

    expect(await screen.findByText(because)).toBeTruthy();
  });

  it('warns where subjects were not split as designed', async () => {
    open(aDetail({ caution: 'The split of subjects is not the one that was planned.' }));

    expect((await screen.findByRole('note')).textContent).toMatch(/Do not read these lifts/);
  });

  it('shows in a table who reaches each step of a funnel', async () => {
    const step = (name: string, value: number, ofStepBefore: number | null) => ({
      name,
      arms: aMetricResult().arms.map((arm) => ({ ...arm, n: 1000, value, ofStepBefore })),
    });
    const result = aMetricResult({ kind: 'funnel', steps: [step('Visited', 0.8, null), step('Paid', 0.2, 0.25)] });
    open(aDetail({ cells: [{ value: null, result }] }, { visualisation: 'funnel_steps', splitBy: null }));

    const table = within(await screen.findByRole('table', { name: 'Steps, all subjects' }));

    expect(table.getByRole('row', { name: /Visited 80\.0% of 1,000 80\.0% of 1,000/ })).toBeTruthy();
    expect(table.getByRole('row', { name: /Paid 20\.0% of 1,000 ?25\.0% of the step before/ })).toBeTruthy();
  });

  it('is deleted only after asking, from the version that was read', async () => {
    const { asked, address } = open(aDetail());

    await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    await userEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete' }));

    await waitFor(() => expect(address()).toBe('/experiments/e1/explores'));
    expect(asked.find(({ method }) => method === 'DELETE')?.headers['if-match']).toBe('"2"');
  });

  it('is renamed from the version that was read', async () => {
    const asked = serve({
      ...base,
      [`GET ${at}/explores/x1`]: aDetail(),
      [`POST ${at}/explores/preview`]: aChart(),
      [`PUT ${at}/explores/x1`]: anExplore({ version: 3 }),
    });
    renderRoutes(pages, '/experiments/e1/explores/x1');

    await userEvent.click(await screen.findByRole('button', { name: 'Edit' }));
    const name = await screen.findByRole('textbox', { name: 'Name' });
    await userEvent.clear(name);
    await userEvent.type(name, 'Countries');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));

    await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
    const put = asked.find(({ method }) => method === 'PUT');
    expect([put?.headers['if-match'], put?.body]).toEqual(['"2"', { ...input, name: 'Countries' }]);
  });
});

it('shows what a new explore would be before it is saved', async () => {
  const asked = serve({
    ...base,
    [`POST ${at}/explores/preview`]: aChart(),
    [`POST ${at}/explores`]: anExplore({ id: 'x9' }),
    [`GET ${at}/explores/x9`]: { ...aDetail(), id: 'x9' },
  });
  const { address } = renderRoutes(pages, '/experiments/e1/explores/new');

  await userEvent.click(await screen.findByRole('combobox', { name: 'Split by' }));
  await userEvent.click(await screen.findByRole('option', { name: 'country' }));
  await screen.findByRole('table', { name: 'Lifts' });
  expect(asked.some(({ method, path }) => method === 'POST' && path === `${at}/explores`)).toBe(false);
  await userEvent.type(screen.getByRole('textbox', { name: 'Name' }), 'Revenue by country');
  await userEvent.click(screen.getByRole('button', { name: 'Save explore' }));

  await waitFor(() => expect(address()).toBe('/experiments/e1/explores/x9'));
  expect(asked.find(({ method, path }) => method === 'POST' && path === `${at}/explores`)?.body).toEqual(input);
  const previews = asked.filter(({ path }) => path.endsWith('/preview')).map(({ body }) => body);
  expect(previews.at(-1)).toEqual({ ...input, name: 'Preview' });
});

it('shows a refusal beside its field', async () => {
  const message = 'Days are counted over all subjects together.';
  serve({
    ...base,
    [`POST ${at}/explores/preview`]: aChart(),
    [`POST ${at}/explores`]: () => ({
      status: 400,
      body: problem(400, 'invalid_input', 'The input is not valid', message, [{ path: 'splitBy', message }]),
    }),
  });
  renderRoutes(pages, '/experiments/e1/explores/new');

  await userEvent.type(await screen.findByRole('textbox', { name: 'Name' }), 'By day');
  await userEvent.click(screen.getByRole('button', { name: 'Save explore' }));

  await waitFor(() => expect(screen.getAllByText(message).length).toBeGreaterThan(1));
  expect(screen.getByRole('combobox', { name: 'Split by' }).getAttribute('aria-invalid')).toBe('true');
});
