import type { Dialect } from './dialects/dialect.js';
import { dayMicros, type Measure, type Reduction } from './measures.js';
import type { GoldenCase } from './golden-case.js';
import { banditCases } from './golden-bandit-cases.js';
import { entityCases } from './golden-entity-cases.js';
import { designCases } from './golden-design-cases.js';
import { caps, capReport, pivots, type Variable } from './queries/caps.js';
import { countsByDay, countsByLabel, countsByVariation, latestFacts } from './queries/diagnostics.js';
import { exposures, type ExposureQuery } from './queries/exposures.js';
import { entries, population, populationSizes } from './queries/population.js';
import { stageFacts, subjectFacts, type FactScan } from './queries/facts.js';
import {
  changedDays,
  createKept,
  fillKept,
  keptSelect,
  purgeKept,
  type KeptDays,
  type KeptRows,
} from './queries/kept.js';
import { publication, publishedFacts, publishedRows, type PublishedQuery } from './queries/published.js';
import { addToLedger, createLedger, type LedgerEntry } from './queries/ledger.js';
import { percentileMarks, percentiles, points } from './queries/percentile.js';
import { funnels, type FunnelQuery } from './queries/funnel.js';
import { covariateSums } from './queries/covariates.js';
import { coveredBy } from './golden-covariates.js';
import { moments, type MomentQuery } from './queries/moments.js';
import { dropTable, preview, scratchProbe, selectOne } from './queries/probes.js';
import { propertyValues } from './queries/property-values.js';
import { addResults, createResults, removeResults, resultsTables } from './queries/results-tables.js';
import { resplits } from './queries/resplits.js';
import { series } from './queries/series.js';
import { subjects } from './queries/subjects.js';
import { totals } from './queries/totals.js';
import type { ScratchTable, Statement } from './statement.js';

const table = (name: string): ScratchTable => ({ schema: ['scratch'], table: `assay_run_${name}` });
const exposure = table('exposure');
const labels = table('property_value');
const event = table('event_0');
const fact = table('fact_0');
const subject = table('subject_0');
const cap = table('cap_0');
const pivot = table('pivot_0');
const point = table('point_0');
const mark = table('mark_0');
const variations = ['control', "it's \\new"];

const anEntry: LedgerEntry = {
  entry: 'e0',
  recorded_at: '2026-03-29T00:00:00.000Z',
  organisation_id: 'org_1',
  experiment_id: 'exp_1',
  run_id: 'run_1',
  statement_digest: 'd0',
  purpose: "facts of Bob's orders",
  columns_out: 'variation VARCHAR, subjects BIGINT',
  rows_out: 2,
  bytes_out: 25,
};

const exposed: ExposureQuery = {
  table: exposure,
  select: "SELECT * FROM assignments WHERE note <> ';' -- all of them",
  subjectColumn: 'unit_id',
  timestampColumn: 'ts',
  experimentKeyColumn: 'Experiment Id',
  variationColumn: 'select',
  partitionColumn: null,
  experimentKey: "check'out",
  variations,
  properties: [],
  from: '2026-03-01T00:00:00Z',
  until: '2026-03-29T00:00:00Z',
};

const aMeasure = (reduction: Reduction, change: Partial<Measure> = {}): Measure => ({
  sourceId: 'orders',
  column: 'amount',
  reduction,
  filters: [],
  ages: { unit: 'micros', from: 0, to: null },
  cutoff: null,
  ...change,
});

const everyReduction: readonly Measure[] = [
  aMeasure({ kind: 'sum' }, { filters: [{ column: 'status', keeps: true, values: ['paid', "it's"] }] }),
  aMeasure({ kind: 'sum' }, { ages: { unit: 'micros', from: -14 * dayMicros, to: 0 } }),
  aMeasure({ kind: 'count' }, { column: null, filters: [{ column: 'status', keeps: false, values: ['void'] }] }),
  aMeasure({ kind: 'count_distinct' }, { ages: { unit: 'calendar_days', from: 1, to: 8 } }),
  aMeasure({ kind: 'any' }, { ages: { unit: 'micros', from: 0, to: 3 * dayMicros } }),
  aMeasure({ kind: 'first' }),
  aMeasure({ kind: 'last' }),
  aMeasure({ kind: 'threshold', of: 'sum', comparison: 'gte', value: 50 }),
];

const scan: FactScan = {
  exposures: exposure,
  select: "SELECT * FROM orders WHERE state = 'done'",
  subjectColumn: 'unit_id',
  timestampColumn: 'ts',
  partitionColumn: 'order_date',
  measures: everyReduction,
  from: '2026-02-15T00:00:00Z',
  until: '2026-03-29T00:00:00Z',
  lookbackDays: 14,
  variations,
  withCalendarAge: false,
};

const summed = everyReduction.filter(({ reduction }) => reduction.kind === 'sum' || reduction.kind === 'count');

const percentile = (p: number, excludeZeros: boolean) => ({ kind: 'percentile' as const, percentile: p, excludeZeros });
const variables: readonly Variable[] = [
  { column: 0, winsorization: null, isBinary: false },
  { column: 0, winsorization: { upper: percentile(0.99, false), lower: percentile(0.01, false) }, isBinary: false },
  { column: 1, winsorization: { upper: { kind: 'fixed', value: 100 }, lower: null }, isBinary: false },
  { column: 2, winsorization: null, isBinary: true },
];
const untilMicros = Date.parse('2026-03-29T00:00:00Z') * 1000;

const judged: MomentQuery = {
  subjects: subject,
  caps: cap,
  pivots: pivot,
  variables,
  metrics: [{ variables: [1, 2] }, { variables: [3] }],
  variations,
  properties: 0,
  minimumContributors: 1,
};

const binary = {
  caps: null,
  variables: [0, 1, 2, 3, 4, 5].map((column) => ({ column, winsorization: null, isBinary: true })),
};
const funnel: FunnelQuery = {
  table: fact,
  steps: [4, 2, 4].map((at) => ({
    staged: { table: event, stagedFor: everyReduction },
    measure: everyReduction[at] as Measure,
  })),
  within: { of: 'first_step', micros: dayMicros },
  withCalendarAge: false,
};
const keptRows: KeptRows = {
  table: { schema: ['scratch'], table: 'assay_kept_source_1' },
  select: "SELECT * FROM orders WHERE state = 'done'",
  columns: ['unit_id', 'ts', 'amount', 'Order Note'],
  timestampColumn: 'ts',
  partitionColumn: 'order_date',
  from: '2026-03-01T00:00:00Z',
  until: '2026-03-03T09:30:00Z',
};
const published: PublishedQuery = {
  table: { schema: ['scratch'], table: 'assay_kept_published_2' },
  exposures: exposure,
  variations: ['control', 'treatment'],
  properties: 2,
  cutoffs: [
    { unit: 'micros', after: 7 * dayMicros },
    { unit: 'calendar_days', after: 14 },
  ],
  untilMicros: Date.parse('2026-03-29T00:00:00Z') * 1000,
};
const publishedBefore: ScratchTable = { schema: ['scratch'], table: 'assay_kept_published_1' };
const keptAssignments: ScratchTable = { schema: ['scratch'], table: 'assay_kept_source_2' };
const keptDays: readonly KeptDays[] = [
  { fromDay: 20_500, untilDay: 20_513, generation: 1 },
  { fromDay: 20_513, untilDay: 20_514, generation: 2 },
  { fromDay: 20_514, untilDay: 20_515, generation: 4 },
];
const ranked = { points: point, marks: mark, properties: 2, variations, minimumContributors: 5 };
const assigned = { schema: ['scratch'], table: 'assay_run_assigned' };
const entered = { schema: ['scratch'], table: 'assay_run_entry' };
const entryScan = {
  table: entered,
  assigned,
  select: 'SELECT * FROM orders',
  subjectColumn: 'unit_id',
  timestampColumn: 'ts',
  partitionColumn: 'order_date',
  from: '2026-03-01T00:00:00.000Z',
  until: '2026-03-29T00:00:00.000Z',
};
const narrowed = {
  assigned,
  entries: entered,
  properties: 2,
  conditions: [
    { property: 0, keeps: true, values: ['US', "l'île"] },
    { property: 1, keeps: false, values: ['tablet'] },
  ],
  variations,
  minimumContributors: 5,
};
const counted = { exposures: exposure, variations, minimumContributors: 5 };

const of = (query: string, name: string, statement: Statement): GoldenCase => ({ query, name, statement });

const aVerdict = Object.fromEntries(resultsTables.verdicts.map(({ name }) => [name, `it's a \\ ${name}`]));
const anEstimate = Object.fromEntries(
  resultsTables.estimates.map(({ name, type }, i) => [name, type === 'text' ? name : i === 20 ? null : 0.5 * i]),
);

/** Every query in every shape that differs, for one dialect. */
export const goldenCases = (d: Dialect): readonly GoldenCase[] => {
  const properties = ['country', 'Device Type'];
  return [
    of('exposures', 'plain', exposures(d, exposed)),
    of('exposures', 'everyone', exposures(d, { ...exposed, experimentKey: null, variations: ['everyone'] })),
    of('population', 'entries', entries(d, entryScan)),
    of('population', 'entered', population(d, { ...narrowed, conditions: [], table: exposure })),
    of('population', 'segment', population(d, { ...narrowed, entries: null, table: exposure })),
    of('population', 'every-number-leaves', population(d, { ...narrowed, minimumContributors: 1, table: exposure })),
    of('population', 'sizes', populationSizes(d, narrowed)),
    of('exposures', 'properties', exposures(d, { ...exposed, properties, partitionColumn: 'day' })),
    of(
      'exposures',
      'periods',
      exposures(d, {
        ...exposed,
        properties: [
          'country',
          {
            first: 'start',
            later: [
              { from: '2026-03-05T00:00:00.000Z', name: '2026-03-05T00:00:00.000Z' },
              { from: '2026-03-08T12:30:00.000Z', name: '2026-03-08T12:30:00.000Z' },
            ],
          },
        ],
      }),
    ),
    of('property-values', 'two', propertyValues(d, { ...counted, table: labels, properties: 2, topValues: 50 })),
    of(
      'property-values',
      'unsuppressed',
      propertyValues(d, { ...counted, table: labels, properties: 1, topValues: 50, minimumContributors: 1 }),
    ),
    of('facts', 'staged', stageFacts(d, 'facts', event, { ...scan, withCalendarAge: true })),
    of('facts', 'from-source', subjectFacts(d, 'facts', fact, { ...scan, measures: everyReduction.slice(0, 3) }, null)),
    of('facts', 'from-staged', subjectFacts(d, 'facts', fact, scan, { table: event, stagedFor: everyReduction })),
    of(
      'subjects',
      'labels-and-cutoffs',
      subjects(d, {
        table: subject,
        exposures: exposure,
        propertyValues: labels,
        properties: 2,
        variations,
        facts: [fact, table('fact_1')],
        values: [
          { facts: 0, column: 0, cutoff: null },
          { facts: 0, column: 3, cutoff: { unit: 'calendar_days', after: 8 } },
          { facts: 1, column: 0, cutoff: { unit: 'micros', after: 3 * dayMicros } },
        ],
        untilMicros,
      }),
    ),
    of(
      'subjects',
      'facts-in-one-statement',
      subjects(d, {
        table: subject,
        exposures: exposure,
        propertyValues: null,
        properties: 0,
        variations,
        facts: [{ scan: { ...scan, measures: everyReduction.slice(0, 3) }, stagedIn: null }],
        values: [0, 1, 2].map((column) => ({ facts: 0, column, cutoff: null })),
        untilMicros,
      }),
    ),
    of('caps', 'percentile-and-fixed', caps(d, { table: cap, subjects: subject, variables })),
    of('caps', 'pivots', pivots(d, { table: pivot, subjects: subject, variables, caps: cap })),
    of('caps', 'report', capReport(d, { table: cap, subjects: subject, variables, caps: cap, minimumContributors: 5 })),
    of('moments', 'overall', moments(d, judged)),
    of('covariates', 'of-two-tables', covariateSums(d, coveredBy(judged))),
    of('moments', 'by-property', moments(d, { ...judged, properties: 2, minimumContributors: 5 })),
    of('resplits', 'with-a-floor', resplits(d, { ...judged, exposures: exposure, contributors: 400 })),
    of('resplits', 'of-shares', resplits(d, { ...judged, ...binary, exposures: exposure, contributors: 1 })),
    of(
      'series',
      'every-operation',
      series(d, {
        subjects: subject,
        sources: [{ events: event, measures: everyReduction }],
        caps: cap,
        pivots: pivot,
        variables: [0, 2, 3, 4, 5, 6, 7].map((measure, i) => ({
          ...(variables[i === 0 ? 1 : 0] as Variable),
          source: 0,
          measure,
          cutoff: measure === 4 ? { unit: 'micros' as const, after: 3 * dayMicros } : null,
        })),
        metrics: [{ variables: [0, 1] }, ...[2, 3, 4, 5, 6].map((i) => ({ variables: [i] }))],
        variations,
        minimumContributors: 5,
        untilMicros,
      }),
    ),
    of('funnels', 'within-first-step', funnels(d, funnel)),
    of(
      'funnels',
      'within-exposure-by-day',
      funnels(d, { ...funnel, within: { of: 'exposure', micros: 7 * dayMicros }, withCalendarAge: true }),
    ),
    of('funnels', 'moments', moments(d, { ...judged, metrics: [{ variables: [3], steps: [4, 5] }], ...binary })),
    of(
      'funnels',
      'series',
      series(d, {
        ...{
          subjects: subject,
          sources: [],
          caps: null,
          pivots: pivot,
          variations,
          minimumContributors: 5,
          untilMicros,
        },
        variables: [0, 1].map((at) => ({
          ...{ column: at, winsorization: null, isBinary: true, source: -1, measure: 0, cutoff: null },
          step: { table: fact, at },
        })),
        metrics: [{ variables: [1], steps: [0] }],
      }),
    ),
    of(
      'percentiles',
      'values',
      points(d, {
        table: point,
        exposures: exposure,
        propertyValues: labels,
        properties: 2,
        staged: { table: event, stagedFor: everyReduction },
        measure: everyReduction[0] as Measure,
      }),
    ),
    of('percentiles', 'marks', percentileMarks(d, { table: mark, points: point, properties: 2, percentile: 0.95 })),
    of('percentiles', 'overall', percentiles(d, { ...ranked, properties: 0, minimumContributors: 1 })),
    of('percentiles', 'by-property', percentiles(d, ranked)),
    of('results-tables', 'create', createResults(d, table('verdicts'), 'verdicts', [aVerdict])),
    of(
      'results-tables',
      'add',
      addResults(d, table('verdicts'), 'verdicts', [aVerdict, { ...aVerdict, decision: null }]),
    ),
    of('results-tables', 'add-estimates', addResults(d, table('estimates'), 'estimates', [anEstimate])),
    of('results-tables', 'replace', removeResults(d, table('verdicts'), "exp_'1", '2026-03-29T00:00:00.000Z')),
    of('ledger', 'create', createLedger(d, table('ledger'), anEntry)),
    of('ledger', 'add', addToLedger(d, table('ledger'), { ...anEntry, experiment_id: null, run_id: null })),
    of('totals', 'guarded', totals(d, { ...scan, measures: summed, minimumContributors: 5 })),
    of('totals', 'exact', totals(d, { ...scan, measures: summed, minimumContributors: 1 })),
    of('diagnostics', 'counts', countsByVariation(d, counted)),
    of('diagnostics', 'traffic', countsByDay(d, counted)),
    of('diagnostics', 'labels', countsByLabel(d, { ...counted, propertyValues: labels, properties: 2 })),
    of('diagnostics', 'latest-facts', latestFacts(d, { exposures: exposure, facts: fact, minimumContributors: 5 })),
    of('kept', 'create', createKept(d, 1, keptRows)),
    of('kept', 'add', fillKept(d, 2, { ...keptRows, partitionColumn: null })),
    of('kept', 'purge', purgeKept(d, keptRows.table, keptDays)),
    of('kept', 'changed-days', changedDays(d, keptDays, keptRows)),
    of('kept', 'read', exposures(d, { ...exposed, select: keptSelect(d, keptAssignments, keptDays) })),
    of('published', 'exposures', publishedRows(d, published)),
    of('published', 'exposures-alone', publishedRows(d, { ...published, properties: 0, cutoffs: [] })),
    of(
      'published',
      'facts',
      publishedFacts(d, { ...published, source: 0, staged: { table: event, stagedFor: everyReduction } }),
    ),
    of(
      'published',
      'compare',
      publication(d, { now: published.table, before: publishedBefore, minimumContributors: 10 }),
    ),
    ...designCases(d, { exposed, scan }),
    ...banditCases(d),
    ...entityCases(d),
    of('probes', 'select-one', selectOne(d)),
    of('probes', 'preview', preview(d, 'SELECT * FROM orders', 20)),
    of('probes', 'drop', dropTable(d, fact)),
    ...scratchProbe(d, table('probe')).map((statement, i) => of('probes', `scratch-${i + 1}`, statement)),
  ];
};
