import type { ExperimentInput, FactSourceInput } from '@assay/api-contract';
import { experimentInput } from '@assay/api-contract';
import { type AssignmentSource, assignmentSource, type Entity, entity, type Metric, metric } from '@assay/definitions';
import { checkout, checkoutExperimentKey } from './demo-flags.js';

export const visitor: Entity = entity.parse({ name: 'Visitor', description: 'Somebody who visits the shop.' });
export const legislator: Entity = entity.parse({ name: 'Legislator', description: 'A member of a state legislature.' });

export const shopAssignments = (entityId: string): AssignmentSource =>
  assignmentSource.parse({
    name: 'Shop assignments',
    description: "What the shop's logging callback wrote: one row for each new decision of a flag.",
    entityId,
    sql: `SELECT subject, experiment, variation, "timestamp" AS assigned_at,
  json_extract_string(subject_attributes, '$.country') AS country,
  json_extract_string(subject_attributes, '$.platform') AS platform
FROM assignments`,
    subjectColumn: 'subject',
    timestampColumn: 'assigned_at',
    experimentKeyColumn: 'experiment',
    variationColumn: 'variation',
    properties: [
      { name: 'Country', column: 'country' },
      { name: 'Platform', column: 'platform' },
    ],
  });

export const shopOrders = (entityId: string): FactSourceInput => ({
  name: 'Orders',
  description: 'Orders of the shop, paid and refunded.',
  sql: 'SELECT subject, ordered_at, amount, items, status FROM orders',
  timestampColumn: 'ordered_at',
  partitionColumn: null,
  entities: [{ entityId, column: 'subject' }],
  facts: [
    { name: 'Order', column: null, description: 'Each order.', desiredChange: 'increase' },
    { name: 'Order amount', column: 'amount', description: 'What the order cost.', desiredChange: 'increase' },
  ],
  properties: [{ name: 'Status', column: 'status' }],
  alwaysFullRefresh: false,
});

export const shopPageViews = (entityId: string): FactSourceInput => ({
  name: 'Page views',
  description: 'Pages of the shop and how long they took to load.',
  sql: 'SELECT subject, viewed_at, page, milliseconds FROM page_views',
  timestampColumn: 'viewed_at',
  partitionColumn: null,
  entities: [{ entityId, column: 'subject' }],
  facts: [
    { name: 'Page view', column: null, description: 'Each page.', desiredChange: 'increase' },
    { name: 'Load time', column: 'milliseconds', description: 'In milliseconds.', desiredChange: 'decrease' },
  ],
  properties: [{ name: 'Page', column: 'page' }],
  alwaysFullRefresh: false,
});

/** Ids of the facts that the metrics of the shop read, by name. */
export type FactIds = Readonly<Record<'Order' | 'Order amount' | 'Page view' | 'Load time', string>>;

export const shopMetrics = (entityId: string, facts: FactIds): readonly Metric[] => {
  const paid = [{ property: 'Status', operation: 'equals' as const, values: ['paid'] }];
  const on = (page: string) => [{ property: 'Page', operation: 'equals' as const, values: [page] }];
  return [
    metric.parse({
      kind: 'simple',
      name: 'Orders per visitor',
      description: 'Paid orders, for each assigned visitor.',
      entityId,
      numerator: { factId: facts.Order, operation: 'count', filters: paid },
    }),
    metric.parse({
      kind: 'simple',
      name: 'Revenue per visitor',
      description: 'Paid amounts, for each assigned visitor; the top 0.1 % of visitors are capped.',
      entityId,
      numerator: {
        factId: facts['Order amount'],
        operation: 'sum',
        filters: paid,
        winsorization: { upper: { kind: 'percentile', percentile: 0.999 } },
      },
    }),
    metric.parse({
      kind: 'simple',
      name: 'Conversion in 7 days',
      description: 'Visitors with a paid order within seven days.',
      entityId,
      displayStyle: 'percent',
      numerator: { factId: facts.Order, operation: 'conversion', conversionDays: 7, filters: paid },
    }),
    metric.parse({
      kind: 'ratio',
      name: 'Order value',
      description: 'Amount per paid order.',
      entityId,
      numerator: { factId: facts['Order amount'], operation: 'sum', filters: paid },
      denominator: { factId: facts.Order, operation: 'count', filters: paid },
    }),
    metric.parse({
      kind: 'funnel',
      name: 'Checkout to order',
      description: 'Visitors who look at a product, open the checkout after it, and then place a paid order.',
      entityId,
      displayStyle: 'percent',
      funnel: {
        steps: [
          { name: 'Product page', factId: facts['Page view'], filters: on('product') },
          { name: 'Checkout page', factId: facts['Page view'], filters: on('checkout') },
          { name: 'Paid order', factId: facts.Order, filters: paid },
        ],
      },
    }),
    metric.parse({
      kind: 'percentile',
      name: 'Page load time, 95th percentile',
      description: 'Milliseconds that the slowest 5 % of pages take at least; lower is better.',
      entityId,
      desiredChange: 'decrease',
      percentile: { factId: facts['Load time'], percentile: 0.95 },
    }),
    metric.parse({
      kind: 'ratio',
      name: 'Page load time',
      description: 'Milliseconds per page; lower is better.',
      entityId,
      desiredChange: 'decrease',
      guardrailCutoff: 0.05,
      numerator: { factId: facts['Load time'], operation: 'sum' },
      denominator: { factId: facts['Page view'], operation: 'count' },
    }),
  ];
};

export const shopExperiment = (sourceId: string, metricIds: readonly string[], from: string): ExperimentInput =>
  experimentInput.parse({
    name: 'Checkout: one page instead of three',
    hypothesis: 'One page asks for less, so more visitors finish their order.',
    note: 'A simulated shop. The sample application that npm start runs keeps adding visitors through the Node SDK, so these numbers move. True effects of the seeded history: orders +12 %, order value unchanged, page load time −8 %.',
    design: {
      experimentKey: checkoutExperimentKey,
      assignmentSourceId: sourceId,
      assignmentFrom: from,
      variations: [
        { key: checkout.control, name: 'Three pages', weight: 50, isControl: true },
        { key: checkout.treatment, name: 'One page', weight: 50, isControl: false },
      ],
      metrics: metricIds.map((metricId, at) => ({
        metricId,
        role: at === 0 ? 'primary' : at === metricIds.length - 1 ? 'guardrail' : 'secondary',
      })),
      splitBy: ['Country', 'Platform'],
      lookbackDays: 14,
    },
    plan: { method: 'sequential', cuped: true },
    schedule: { kind: 'every', minutes: 1 },
  });

const sentAt = "TIMESTAMP '2013-03-01 00:00:00'";

export const emailAssignments = (entityId: string): AssignmentSource =>
  assignmentSource.parse({
    name: 'Legislator e-mails',
    description:
      'Broockman (2013): whether the sender of an e-mail lives in the district was randomised. Dates are simulated.',
    entityId,
    sql: `SELECT legislator_id, 'legislator-emails' AS experiment,
  CASE treat_out WHEN 1 THEN 'out-of-district' ELSE 'in-district' END AS variation,
  ${sentAt} AS sent_at,
  CASE leg_black WHEN 1 THEN 'Black' ELSE 'Other' END AS legislator_race
FROM legislator_emails`,
    subjectColumn: 'legislator_id',
    timestampColumn: 'sent_at',
    experimentKeyColumn: 'experiment',
    variationColumn: 'variation',
    properties: [{ name: 'Legislator', column: 'legislator_race' }],
  });

export const emailResponses = (entityId: string): FactSourceInput => ({
  name: 'Legislator responses',
  description: 'E-mails that were answered. Dates are simulated.',
  sql: `SELECT legislator_id, ${sentAt} + INTERVAL 1 DAY AS answered_at FROM legislator_emails WHERE responded = 1`,
  timestampColumn: 'answered_at',
  partitionColumn: null,
  entities: [{ entityId, column: 'legislator_id' }],
  facts: [{ name: 'Response', column: null, description: 'An answer to the e-mail.', desiredChange: 'increase' }],
  properties: [],
  alwaysFullRefresh: false,
});

export const emailMetric = (entityId: string, factId: string): Metric =>
  metric.parse({
    kind: 'simple',
    name: 'Response rate',
    description: 'Legislators who answered.',
    entityId,
    displayStyle: 'percent',
    numerator: { factId, operation: 'distinct_entity' },
  });

export const emailExperiment = (sourceId: string, metricId: string): ExperimentInput =>
  experimentInput.parse({
    name: 'Do legislators answer people outside their district?',
    hypothesis: 'A legislator answers less often when the sender lives outside the district and cannot vote there.',
    note: 'A real, published field experiment: Broockman (2013), American Journal of Political Science 57(3). 5,593 e-mails to US state legislators. The rows carry no time, so the dates here are simulated and no trend is shown.',
    hasTimes: false,
    design: {
      experimentKey: 'legislator-emails',
      assignmentSourceId: sourceId,
      assignmentFrom: '2013-03-01T00:00:00Z',
      assignmentUntil: '2013-03-02T00:00:00Z',
      eventsUntil: '2013-04-01T00:00:00Z',
      variations: [
        { key: 'in-district', name: 'In the district', weight: 50, isControl: true },
        { key: 'out-of-district', name: 'Outside the district', weight: 50, isControl: false },
      ],
      metrics: [{ metricId, role: 'primary' }],
      splitBy: ['Legislator'],
      lookbackDays: 0,
    },
    plan: { method: 'fixed', cuped: false },
  });
