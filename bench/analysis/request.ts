import { assignmentSource, experimentDesign, factSource, metric } from '@assay/definitions';
import type { AnalysisRequest } from '../../backend/src/pipeline/planning/analysis-request.js';

const facts = [
  { id: 'amount', name: 'Amount', column: 'amount' },
  { id: 'items', name: 'Items', column: 'items' },
  { id: 'order', name: 'Order', column: null },
];
const simple = (id: string, numerator: object) => ({
  ...metric.parse({ kind: 'simple', name: id, entityId: 'user', numerator }),
  id,
});

/** Six metrics on one fact source, split by country, each with its look-back covariate. */
export const analysisRequest = (): AnalysisRequest => {
  const metrics = [
    simple('revenue', { factId: 'amount', operation: 'sum' }),
    simple('orders', { factId: 'order', operation: 'count' }),
    simple('items', { factId: 'items', operation: 'sum' }),
    simple('converted', { factId: 'order', operation: 'conversion', conversionDays: 3 }),
    simple('revenue p99', {
      factId: 'amount',
      operation: 'sum',
      winsorization: { upper: { kind: 'percentile', percentile: 0.99 } },
    }),
    {
      ...metric.parse({
        kind: 'ratio',
        name: 'price',
        entityId: 'user',
        numerator: { factId: 'amount', operation: 'sum' },
        denominator: { factId: 'items', operation: 'sum' },
      }),
      id: 'price',
    },
  ];
  return {
    experimentId: 'bench',
    design: experimentDesign.parse({
      experimentKey: 'checkout',
      assignmentSourceId: 'assignments',
      assignmentFrom: '2026-03-01T00:00:00Z',
      assignmentUntil: '2026-03-15T00:00:00Z',
      variations: [
        { key: 'control', name: 'Control', weight: 1, isControl: true },
        { key: 'treatment', name: 'Treatment', weight: 1, isControl: false },
      ],
      metrics: metrics.map((m) => ({ metricId: m.id, role: 'secondary' })),
      splitBy: ['Country'],
      lookbackDays: 14,
    }),
    assignmentSource: {
      ...assignmentSource.parse({
        name: 'Assignments',
        entityId: 'user',
        sql: 'SELECT * FROM assignments',
        subjectColumn: 'user_id',
        timestampColumn: 'assigned_at',
        experimentKeyColumn: 'experiment',
        variationColumn: 'variation',
        properties: [{ name: 'Country', column: 'country' }],
      }),
      id: 'assignments',
    },
    factSources: [
      {
        ...factSource.parse({
          name: 'Orders',
          sql: 'SELECT * FROM orders',
          timestampColumn: 'ordered_at',
          entities: [{ entityId: 'user', column: 'user_id' }],
          facts,
        }),
        id: 'orders',
      },
    ],
    metrics,
    connection: { id: 'bench', dialect: 'duckdb', scratchSchema: ['scratch'], minimumContributors: 5 },
  };
};
