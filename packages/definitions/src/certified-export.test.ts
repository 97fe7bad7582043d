import { expect, it } from '@jest/globals';
import { certifiedFactSourceOf, certifiedMetricOf } from './certified-export.js';
import { certifiedFactSource, certifiedMetric } from './certified.js';
import { factSourceOf, metricOf } from './certified-mapping.js';
import { metric } from './metric.js';
import { factSource } from './sources.js';

const same = (name: string): string => name;
const ids = { entity: same, fact: same };
const source = factSource.parse({
  name: 'Orders',
  sql: 'SELECT * FROM orders',
  timestampColumn: 'at',
  partitionColumn: 'day',
  entities: [{ entityId: 'User', column: 'subject' }],
  facts: [
    { id: 'Order', name: 'Order', column: null, desiredChange: 'decrease' },
    { id: 'Amount', name: 'Amount', column: 'amount', description: 'Paid' },
  ],
  properties: [{ name: 'Status', column: 'status' }],
  alwaysFullRefresh: true,
});
const filters = [{ property: 'Status', operation: 'not_equals', values: ['void'] }];
const common = { name: 'M', description: 'About', entityId: 'User', precision: 0.02, guardrailCutoff: -0.1 };
const of = (operation: string, more: object = {}) => ({ factId: 'Amount', operation, ...more });

it('writes a fact source that is read back as the same', () => {
  const written = certifiedFactSource.parse(certifiedFactSourceOf(source, 'https://git.example.com', ids));

  expect(factSource.parse(factSourceOf(written, ids))).toEqual(source);
  expect(written.reference_url).toBe('https://git.example.com');
});

it.each([
  ['a filtered sum', { kind: 'simple', numerator: of('sum', { filters }) }],
  [
    'a windowed, aged count',
    { kind: 'simple', numerator: of('count', { window: { start: 1, end: 7, unit: 'days' }, aging: true }) },
  ],
  ['a conversion', { kind: 'simple', numerator: of('conversion', { conversionDays: 3, aging: true }) }],
  [
    'a retention',
    {
      kind: 'simple',
      numerator: of('retention', { retentionDays: 7, window: { start: null, end: 14, unit: 'days' } }),
    },
  ],
  [
    'a threshold',
    {
      kind: 'simple',
      numerator: of('threshold', {
        threshold: { of: 'sum', comparison: 'gte', value: 5, within: { value: 2, unit: 'weeks' } },
      }),
    },
  ],
  [
    'caps by percentile',
    {
      kind: 'simple',
      numerator: of('sum', {
        winsorization: { lower: null, upper: { kind: 'percentile', percentile: 0.99, excludeZeros: true } },
      }),
    },
  ],
  [
    'caps by value',
    {
      kind: 'simple',
      numerator: of('last_value', {
        winsorization: { lower: { kind: 'fixed', value: 0 }, upper: { kind: 'fixed', value: 9 } },
      }),
    },
  ],
  ['a ratio', { kind: 'ratio', numerator: of('sum'), denominator: of('count', { filters }) }],
  ['a percentile', { kind: 'percentile', percentile: { factId: 'Amount', percentile: 0.95, filters } }],
])('writes %s that is read back as the same', (_name, body) => {
  const stored = metric.parse({ ...common, ...body });
  const written = certifiedMetric.parse(certifiedMetricOf(stored, null, ids));
  const payload = { fact_sources: [certifiedFactSourceOf(source, null, ids)], metrics: [written] };

  expect(metric.parse(metricOf(written, payload, ids))).toEqual(stored);
});

it('has no words for a percentile within a window', () => {
  const percentile = { factId: 'Amount', percentile: 0.95, window: { start: null, end: 7, unit: 'days' } };

  expect(certifiedMetricOf(metric.parse({ ...common, kind: 'percentile', percentile }), null, ids)).toBeNull();
});
