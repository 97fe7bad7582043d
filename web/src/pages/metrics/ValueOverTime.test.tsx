import { expect, it } from '@jest/globals';
import type { MetricView, SeriesView } from '@assay/api-contract';
import { metric } from '@assay/definitions';
import { screen } from '@testing-library/react';
import { anExperiment } from '../../testing/builders.js';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { ValueOverTime } from './ValueOverTime.js';

const aView = (definition: object): MetricView => ({
  ...{ id: 'm1', version: 1, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z', certified: null },
  teamId: null,
  metric: metric.parse({ name: 'Bought', entityId: 'ent1', ...definition }),
});
const bought = { kind: 'simple', numerator: { factId: 'f', operation: 'distinct_entity' } };
const experiment = anExperiment();
const used = {
  ...experiment,
  hasTimes: true,
  design: { ...experiment.design, metrics: [{ metricId: 'm1', role: 'primary' as const }] },
};
const points = (...values: number[]) =>
  values.map((value, at) => ({ day: `2026-11-0${at + 1}`, n: 1000 * (at + 1), value }));
const series: SeriesView = {
  ...{ metricId: 'm1', level: 0.95, method: 'fixed', isCorrected: false, treatments: [] },
  arms: [
    { variation: 'control', points: points(0.2, 0.21, 0.22) },
    { variation: 'treatment', points: points(0.25, 0.24, 0.26) },
  ],
};

it('draws the value of each variation by day, in the style of the metric', async () => {
  serve({
    'GET /api/v1/experiments': listOf(used),
    [`GET /api/v1/experiments/${used.id}/series`]: series,
  });
  renderElement(<ValueOverTime view={aView(bought)} />);

  expect(await screen.findAllByRole('img', { name: /^Value of .* by day$/ })).toHaveLength(2);
  expect(screen.getByText(/26\.00% of 3,000 subjects so far/)).toBeTruthy();
});

it('says why there is nothing to draw', async () => {
  serve({ 'GET /api/v1/experiments': listOf(used) });
  renderElement(<ValueOverTime view={aView({ kind: 'percentile', percentile: { factId: 'f', percentile: 0.9 } })} />);

  expect(await screen.findByText('The days of a percentile do not add up.')).toBeTruthy();
});
