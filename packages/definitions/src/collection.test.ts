import { expect, it } from '@jest/globals';
import { type ChosenMetric, metricCollection, withCollection } from './collection.js';

const collection: { metrics: ChosenMetric[] } = {
  metrics: [
    { metricId: 'revenue', role: 'primary' },
    { metricId: 'orders', role: 'secondary' },
    { metricId: 'refunds', role: 'guardrail' },
  ],
};

it('copies a collection into an experiment without metrics as it is', () => {
  expect(withCollection([], collection)).toEqual(collection.metrics);
});

it('keeps what an experiment has, with its roles, and has one primary metric only', () => {
  const chosen: ChosenMetric[] = [
    { metricId: 'visits', role: 'primary' },
    { metricId: 'refunds', role: 'monitoring' },
  ];

  expect(withCollection(chosen, collection)).toEqual([
    ...chosen,
    { metricId: 'revenue', role: 'secondary' },
    { metricId: 'orders', role: 'secondary' },
  ]);
});

it('changes nothing when it is copied again', () => {
  const once = withCollection([], collection);

  expect(withCollection(once, collection)).toEqual(once);
});

it.each<[string, unknown[], string]>([
  ['no metric', [], 'Choose at least one metric.'],
  ['a metric twice', [collection.metrics[1], collection.metrics[1]], 'A metric is listed twice.'],
  ['two primary metrics', [collection.metrics[0], { metricId: 'x', role: 'primary' }], 'Choose one primary metric.'],
])('refuses a collection of %s', (_, metrics, message) => {
  const { error } = metricCollection.safeParse({ name: 'Core', entityId: 'ent_1', metrics });

  expect(error?.issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([['metrics', message]]);
});
