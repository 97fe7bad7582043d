import { ledgerColumns, resultsTables } from '@assay/warehouse-sql';

/** Tables that the golden statements read: those of the customer, and scratch tables as earlier statements make them. */
export type Table = readonly (readonly [column: string, type: string])[];

const many = (prefix: string, count: number, type: string): Table =>
  Array.from({ length: count }, (_, i) => [`${prefix}${i}`, type] as const);

const results = (of: keyof typeof resultsTables): Table =>
  resultsTables[of].map(({ name, type }) => [name, type === 'text' ? 'STRING' : 'FLOAT64'] as const);

const subject: Table = [
  ['subject_key', 'STRING'],
  ['variation', 'STRING'],
];
const exposure: Table = [
  ...subject,
  ['subject', 'STRING'],
  ['is_mixed', 'INT64'],
  ['exposed_us', 'INT64'],
  ['exposed_day', 'INT64'],
  ['assignment_count', 'INT64'],
  ...many('p', 2, 'STRING'),
];
const fact: Table = [
  ['subject_key', 'STRING'],
  ['last_age_us', 'INT64'],
  ...many('y', 8, 'FLOAT64'),
  ...many('day', 3, 'INT64'),
];

const published: Table = [
  ['subject_digest', 'STRING'],
  ['variation', 'STRING'],
  ['part_no', 'INT64'],
  ['row_digest', 'INT64'],
];

export const tables: Readonly<Record<string, Table>> = {
  assignments: [
    ['unit_id', 'STRING'],
    ['ts', 'TIMESTAMP'],
    ['Experiment Id', 'STRING'],
    ['select', 'STRING'],
    ['country', 'STRING'],
    ['Device Type', 'STRING'],
    ['day', 'DATE'],
    ['note', 'STRING'],
    ['User Id', 'INT64'],
    ['email', 'STRING'],
  ],
  orders: [
    ['unit_id', 'STRING'],
    ['ts', 'TIMESTAMP'],
    ['amount', 'NUMERIC'],
    ['status', 'STRING'],
    ['state', 'STRING'],
    ['order_date', 'DATE'],
    ['Order Note', 'STRING'],
  ],
  'scratch.assay_run_verdicts': results('verdicts'),
  'scratch.assay_run_estimates': results('estimates'),
  'scratch.assay_run_ledger': ledgerColumns.map(
    ([name, type]) => [name, type === 'text' ? 'STRING' : 'FLOAT64'] as const,
  ),
  'scratch.assay_run_exposure': exposure,
  'scratch.assay_run_assigned': exposure,
  'scratch.assay_run_assignment': [
    ['subject', 'STRING'],
    ['variation', 'STRING'],
    ['at_us', 'INT64'],
    ['p0', 'STRING'],
    ...many('id', 2, 'STRING'),
  ],
  schedule: [
    ['city', 'STRING'],
    ['starts', 'TIMESTAMP'],
    ['End Of Slot', 'TIMESTAMP'],
    ['Experiment Id', 'STRING'],
    ['select', 'STRING'],
  ],
  'scratch.assay_run_slot': [...exposure, ['unit', 'STRING'], ['until_us', 'INT64']],
  'scratch.assay_run_slot_subject': [
    ...subject,
    ['unit', 'STRING'],
    ['exposed_us', 'INT64'],
    ['exposed_day', 'INT64'],
    ...many('g', 2, 'STRING'),
    ...many('v', 8, 'FLOAT64'),
  ],
  'scratch.assay_run_member': [...exposure, ['cluster_key', 'STRING']],
  'scratch.assay_run_secondary_id_0': [
    ['secondary_id', 'STRING'],
    ['subject_key', 'STRING'],
  ],
  'scratch.assay_run_entry': [
    ['subject_key', 'STRING'],
    ['entered_us', 'INT64'],
  ],
  'scratch.assay_run_entity_property_0': [['subject_key', 'STRING'], ...many('v', 2, 'STRING')],
  'scratch.assay_run_property_value': [
    ['property_no', 'INT64'],
    ['value', 'STRING'],
    ['label', 'STRING'],
  ],
  'scratch.assay_run_event_0': [
    ['subject_key', 'STRING'],
    ['age_us', 'INT64'],
    ['calendar_age', 'INT64'],
    ['c0', 'FLOAT64'],
    ['c1', 'INT64'],
    ['c2', 'INT64'],
    ['c3', 'STRING'],
    ['c4', 'INT64'],
  ],
  'scratch.assay_run_fact_0': fact,
  'scratch.assay_run_fact_1': fact,
  'scratch.assay_run_subject_0': [
    ...subject,
    ['cluster_key', 'STRING'],
    ['exposed_us', 'INT64'],
    ['exposed_day', 'INT64'],
    ...many('g', 2, 'STRING'),
    ...many('v', 8, 'FLOAT64'),
  ],
  'scratch.assay_run_cap_0': [...many('upper', 8, 'FLOAT64'), ...many('lower', 8, 'FLOAT64')],
  'scratch.assay_run_pivot_0': [['variation', 'STRING'], ...many('pivot', 8, 'FLOAT64')],
  'scratch.assay_run_point_0': [...subject, ['v', 'FLOAT64'], ['bucket_no', 'FLOAT64'], ...many('g', 2, 'STRING')],
  'scratch.assay_run_mark_0': [
    ['variation', 'STRING'],
    ['property_no', 'INT64'],
    ['label', 'STRING'],
    ...many('quantile', 2, 'FLOAT64'),
    ...many('lower', 2, 'FLOAT64'),
    ...many('upper', 2, 'FLOAT64'),
  ],
  'scratch.assay_kept_source_1': [
    ['unit_id', 'STRING'],
    ['ts', 'TIMESTAMP'],
    ['amount', 'NUMERIC'],
    ['Order Note', 'STRING'],
    ['assay_tranche', 'INT64'],
  ],
  'scratch.assay_kept_source_2': [
    ['unit_id', 'STRING'],
    ['ts', 'TIMESTAMP'],
    ['Experiment Id', 'STRING'],
    ['select', 'STRING'],
    ['assay_tranche', 'INT64'],
  ],
  'scratch.assay_kept_published_1': published,
  'scratch.assay_kept_published_2': published,
  bandit_actions: [
    ['subject', 'STRING'],
    ['ts', 'TIMESTAMP'],
    ['Bandit Key', 'STRING'],
    ['select', 'STRING'],
    ['age', 'INT64'],
    ['Basket Value', 'NUMERIC'],
    ['country', 'STRING'],
    ['device', 'STRING'],
    ['day', 'DATE'],
    ['note', 'STRING'],
  ],
  'scratch.assay_run_decision': [
    ...subject,
    ['subject', 'STRING'],
    ['exposed_us', 'INT64'],
    ['action', 'STRING'],
    ...many('x', 2, 'FLOAT64'),
    ...many('c', 2, 'STRING'),
  ],
  'scratch.assay_run_reward': [
    ['action', 'STRING'],
    ['y', 'FLOAT64'],
    ...many('x', 2, 'FLOAT64'),
    ...many('c', 2, 'STRING'),
  ],
  'scratch.assay_run_category': [
    ['action', 'STRING'],
    ['attribute_no', 'INT64'],
    ['value', 'STRING'],
    ['label', 'STRING'],
  ],
  'scratch.assay_run_row': [
    ['action', 'STRING'],
    ...many('z', 3, 'FLOAT64'),
    ...many('d', 3, 'FLOAT64'),
    ...many('t', 3, 'INT64'),
    ...many('g', 2, 'STRING'),
  ],
  'scratch.assay_run_probe': [['value', 'STRING']],
};
