import { expect, it } from '@jest/globals';
import { factSourceInput } from '@assay/api-contract';
import * as definitions from './demo-definitions.js';
import { checkoutExperimentKey } from './demo-flags.js';

const facts = { Order: 'f1', 'Order amount': 'f2', 'Page view': 'f3', 'Load time': 'f4' };

it('defines a metric of each kind that the shop can show', () => {
  const metrics = definitions.shopMetrics('entity', facts);

  expect(metrics.map((one) => ('numerator' in one ? `${one.kind} ${one.numerator.operation}` : one.kind))).toEqual([
    'simple count',
    'simple sum',
    'simple conversion',
    'ratio sum',
    'funnel',
    'percentile',
    'ratio sum',
  ]);
});

it('judges the live experiment by its first metric and guards it by the last', () => {
  const { design } = definitions.shopExperiment('source', ['m1', 'm2', 'm3'], '2026-11-10T00:00:00Z');

  expect(design.metrics.map(({ role }) => role)).toEqual(['primary', 'secondary', 'guardrail']);
  expect(design.experimentKey).toBe(checkoutExperimentKey);
});

it('says of the published experiment that its rows carry no time', () => {
  const experiment = definitions.emailExperiment('source', 'metric');

  expect(experiment.hasTimes).toBe(false);
  expect(experiment.note).toMatch(/dates here are simulated and no trend is shown/);
});

it.each([
  ['orders', definitions.shopOrders('entity')],
  ['page views', definitions.shopPageViews('entity')],
  ['responses', definitions.emailResponses('entity')],
])('describes %s as a person could have typed it', (_name, source) => {
  expect(factSourceInput.safeParse(source).error).toBeUndefined();
});
