import { expect, it } from '@jest/globals';
import { certifiedPayload } from './certified.js';
import { metricOf } from './certified-mapping.js';
import { certifiedProblems } from './certified-rules.js';
import { metric } from './metric.js';

const source = {
  name: 'Requests',
  sql: 'SELECT * FROM request',
  timestamp_column: 'at',
  entities: [{ entity_name: 'User', column: 'user_id' }],
  facts: [{ name: 'Latency', column: 'ms', desired_change: 'decrease' as const }],
  properties: [{ name: 'Page', column: 'page' }],
};
const aPayload = (one: object) => certifiedPayload.parse({ sync_tag: 'test', fact_sources: [source], metrics: [one] });
const ids = { entity: (name: string) => `id of ${name}`, fact: (name: string) => `id of ${name}` };

it('turns a percentile of the wire into a metric that the service takes', () => {
  const payload = aPayload({
    name: 'Latency, 95th percentile',
    entity: 'User',
    type: 'percentile',
    percentile: {
      fact_name: 'Latency',
      percentile_value: 0.95,
      filters: [{ fact_property: 'Page', operation: 'equals', values: ['home'] }],
    },
  });
  const [one] = payload.metrics;

  expect(certifiedProblems(payload, ['User'])).toEqual([]);
  expect(metric.parse(one && metricOf(one, payload, ids))).toMatchObject({
    kind: 'percentile',
    entityId: 'id of User',
    desiredChange: 'decrease',
    percentile: {
      factId: 'id of Latency',
      percentile: 0.95,
      filters: [{ property: 'Page', operation: 'equals', values: ['home'] }],
      window: null,
    },
  });
});

it('refuses the ends of the scale, which are no percentiles', () => {
  const payload = aPayload({
    name: 'Slowest',
    entity: 'User',
    percentile: { fact_name: 'Latency', percentile_value: 1 },
  });

  expect(certifiedProblems(payload, ['User'])).toEqual([
    { path: 'metrics.0.percentile.percentile_value', message: 'A percentile lies above 0 and below 1.' },
  ]);
});
