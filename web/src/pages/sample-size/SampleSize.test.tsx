import { expect, it } from '@jest/globals';
import type { BaselineView, CalibrationView, PowerView } from '@assay/api-contract';
import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { aRun } from '../../testing/builders.js';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { BaselinePage } from './BaselinePage.js';
import { SampleSizePage } from './SampleSizePage.js';

const stored = { version: 1, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' };
const metric = (kind: 'simple' | 'percentile') => ({
  ...{ name: kind === 'simple' ? 'Revenue' : 'Slowest', description: '', entityId: 'ent1', precision: 0.05 },
  ...{ desiredChange: 'increase', displayStyle: 'decimal', guardrailCutoff: null, kind },
  ...(kind === 'simple'
    ? {
        numerator: {
          ...{ factId: 'f', operation: 'sum', filters: [], window: null, aging: false, winsorization: null },
          ...{ conversionDays: null, retentionDays: null, threshold: null },
        },
      }
    : { percentile: { factId: 'f', percentile: 0.9, filters: [], window: null } }),
});
const { statements: _, ...run } = { ...aRun(), experimentId: null, baselineId: 'bas1', status: 'succeeded' as const };
const baseline: BaselineView = {
  ...{ id: 'bas1', assignmentSourceId: 'asg1', metricIds: ['m1'], weeks: 2, lookbackDays: 14, isCalibrated: true },
  ...{ createdAt: '2026-11-20T00:00:00Z', run },
};
const point = (days: number, lift: number, liftWithCuped: number) => ({
  days,
  subjects: 1000 * days,
  lift,
  liftWithCuped,
});
const power: PowerView = {
  ...{ baselineId: 'bas1', asOf: '2026-11-20T00:00:00Z' },
  metrics: [
    {
      ...{ metricId: 'm1', name: 'Revenue', precision: 0.05, value: 23.4, varianceReduction: 0.36, explanation: null },
      ...{ points: [point(7, 0.09, 0.072), point(14, 0.06, 0.048)], daysNeeded: null, daysNeededWithCuped: 13 },
    },
  ],
};
const rate = (of: number) => ({ rate: of, low: of - 0.02, high: of + 0.03 });
const ofVariant = (variant: string, halfWidth: number, verdict: 'trusted' | 'too_narrow') => ({
  ...{ metricId: 'm1', name: 'Revenue', variant, splits: 200, judged: 200, verdict, halfWidth, plantedLift: 0.05 },
  ...{ falsePositives: rate(0.045), coverage: rate(0.95), power: rate(0.31), explanation: 'As it should.' },
});
const calibration: CalibrationView = {
  ...{ baselineId: 'bas1', asOf: '2026-11-20T00:00:00Z' },
  metrics: [ofVariant('as_defined', 0.1, 'trusted'), ofVariant('capped_999', 0.08, 'too_narrow')],
};
const answers = {
  'GET /api/v1/baselines': listOf(),
  'GET /api/v1/assignment-sources': listOf({
    ...{ ...stored, id: 'asg1', name: 'Assignments', description: '', entityId: 'ent1', sql: 'SELECT 1' },
    ...{ subjectColumn: 'a', timestampColumn: 'b', experimentKeyColumn: 'c', variationColumn: 'd' },
    ...{ partitionColumn: null, untilColumn: null, properties: [], secondaryIds: [], certified: null },
  }),
  'GET /api/v1/metrics': listOf(
    { ...stored, id: 'm1', certified: null, metric: metric('simple') },
    { ...stored, id: 'm2', certified: null, metric: metric('percentile') },
  ),
  'GET /api/v1/baselines/bas1': baseline,
  'GET /api/v1/baselines/bas1/power': power,
  'GET /api/v1/baselines/bas1/calibration': calibration,
};
const pages = [
  { path: '/sample-size', element: <SampleSizePage /> },
  { path: '/sample-size/:id', element: <BaselinePage /> },
];

it('reads a baseline of metrics that can be planned, and opens it', async () => {
  const asked = serve({ ...answers, 'POST /api/v1/baselines': () => ({ status: 202, body: baseline }) });
  renderRoutes(pages, '/sample-size');

  await userEvent.click(await screen.findByRole('combobox', { name: /^Metrics/ }));
  const revenue = await screen.findByRole('option', { name: 'Revenue' });
  expect(screen.queryByRole('option', { name: 'Slowest' })).toBeNull();
  await userEvent.click(revenue);
  await userEvent.click(screen.getByRole('switch', { name: /Check the intervals too/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Read the baseline' }));

  expect(await screen.findByRole('table', { name: 'Smallest lift found after each week' })).toBeTruthy();
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
    ...{ assignmentSourceId: 'asg1', metricIds: ['m1'], weeks: 4, lookbackDays: 14, isCalibrated: true },
  });
});

it('shows the lift of each week with and without CUPED, and when the precision is reached', async () => {
  serve(answers);
  renderRoutes(pages, '/sample-size/bas1');

  expect(await screen.findByText('±4.80%')).toBeTruthy();
  expect(screen.getByText(/in 13 days/)).toBeTruthy();
  await userEvent.click(screen.getByRole('switch', { name: 'With CUPED' }));

  expect(screen.getByText('±6.00%')).toBeTruthy();
  expect(screen.getByText(/in more than 2 weeks/)).toBeTruthy();
});

it('says which intervals can be trusted, and what another cap would do', async () => {
  const asked = serve(answers);
  renderRoutes(pages, '/sample-size/bas1');

  const table = await screen.findByRole('table', { name: 'Intervals in random halves' });
  const [own, capped] = within(table).getAllByRole('row').slice(1);
  expect(own?.textContent).toMatch(/as defined.*trusted.*4\.5% \[2\.5, 7\.5\].*found 31%, held 95%/);
  expect(capped?.textContent).toMatch(/99\.9th percentile.*too narrow.*20% narrower/);
  await userEvent.click(screen.getByRole('switch', { name: 'With CUPED' }));

  const checks = asked.filter(({ path }) => path.endsWith('/calibration'));
  expect(checks.map(({ search }) => search.get('cuped'))).toEqual(['true', 'false']);
});

it('asks the service alone when the plan changes', async () => {
  const asked = serve(answers);
  renderRoutes(pages, '/sample-size/bas1');

  await screen.findByText('±4.80%');
  const variations = screen.getByRole('textbox', { name: 'Variations' });
  await userEvent.type(variations, '3', { initialSelectionStart: 0, initialSelectionEnd: 1 });
  await screen.findByDisplayValue('3');

  const powers = asked.filter(({ path }) => path.endsWith('/power'));
  expect(powers.map(({ search }) => search.get('variations'))).toEqual(['2', '3']);
});
