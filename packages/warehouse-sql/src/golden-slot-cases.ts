import type { Dialect } from './dialects/dialect.js';
import type { GoldenCase } from './golden-case.js';
import { capReport, type Variable } from './queries/caps.js';
import { subjectFacts, type FactScan } from './queries/facts.js';
import { moments } from './queries/moments.js';
import { publishedFacts, publishedRows } from './queries/published.js';
import { series } from './queries/series.js';
import { redraws } from './queries/redraws.js';
import { slots, type SlotQuery } from './queries/slots.js';
import { subjects } from './queries/subjects.js';
import type { ScratchTable, Statement } from './statement.js';

const table = (name: string): ScratchTable => ({ schema: ['scratch'], table: `assay_run_${name}` });
const slot = table('slot');
const subject = table('slot_subject');
const cap = table('cap_0');
const event = table('event_0');
const minutes = 60_000_000;
const variations = ['control', "it's \\new"];
const custody = { variations, minimumContributors: 5 };
const untilMicros = Date.parse('2026-03-29T00:00:00Z') * 1000;

const schedule: SlotQuery = {
  ...{ table: slot, select: 'SELECT * FROM schedule', subjectColumn: 'city', timestampColumn: 'starts' },
  ...{ experimentKeyColumn: 'Experiment Id', variationColumn: 'select', untilColumn: 'End Of Slot' },
  ...{ partitionColumn: null, experimentKey: "check'out", variations, properties: [] },
  ...{ from: '2026-03-01T00:00:00Z', until: '2026-03-29T00:00:00Z', endedBy: untilMicros },
  ...{ burnIn: 90 * minutes, burnOut: 30 * minutes },
};

const of = (name: string, statement: Statement): GoldenCase => ({ query: 'slots', name, statement });

/** Slots of a schedule as subjects; custody counts their units. */
export const slotCases = (d: Dialect, { scan }: { readonly scan: FactScan }): readonly GoldenCase[] => {
  const variables: readonly Variable[] = [
    { column: 0, winsorization: { upper: { kind: 'fixed', value: 100 }, lower: null }, isBinary: false },
    { column: 1, winsorization: null, isBinary: false },
    { column: 2, winsorization: null, isBinary: true },
  ];
  const judged = { subjects: subject, caps: cap, pivots: table('pivot_0'), variables, ...custody };
  const metrics = [{ variables: [0, 1] }, { variables: [2] }];
  const period = { first: '../2026-03-10', later: [{ from: '2026-03-10T00:00:00Z', name: '2026-03-10/..' }] };
  const published = {
    ...{ table: { schema: ['scratch'], table: 'assay_kept_published_2' }, exposures: slot, variations },
    ...{ properties: 0, cutoffs: [], untilMicros, isScheduled: true },
  };
  const staged = { table: event, stagedFor: scan.measures };
  return [
    of('ended', slots(d, schedule)),
    of('ended-by-period', slots(d, { ...schedule, properties: [period] })),
    of(
      'facts',
      subjectFacts(
        d,
        'facts',
        table('fact_0'),
        { ...scan, exposures: slot, isScheduled: true, lookbackDays: 0, measures: scan.measures.slice(0, 1) },
        null,
      ),
    ),
    of(
      'subjects',
      subjects(d, {
        ...{ table: subject, exposures: slot, countedBy: 'unit', propertyValues: null, properties: 0, variations },
        ...{ facts: [table('fact_0')], values: [{ facts: 0, column: 0, cutoff: null }], untilMicros },
      }),
    ),
    of('caps-in-use', capReport(d, { ...judged, table: cap, caps: cap, countedBy: 'unit' })),
    of('moments', moments(d, { ...judged, metrics, properties: 1, countedBy: 'unit' })),
    of(
      'series',
      series(d, {
        ...{ ...judged, metrics, countedBy: 'unit', untilMicros },
        sources: [{ events: event, measures: scan.measures }],
        variables: variables.map((variable, i) => ({
          ...variable,
          source: 0,
          measure: [0, 2, 4][i] ?? 0,
          cutoff: null,
        })),
      }),
    ),
    of(
      'redraws',
      redraws(d, {
        ...{ subjects: subject, caps: null, exposures: slot, control: 'control', treatment: "it's \\new" },
        burn: 120 * minutes,
        variables: [0, 1].map((column) => ({ column, winsorization: null, isBinary: false })),
        metrics: [
          { numerator: 0, denominator: 1 },
          { numerator: 0, denominator: null },
        ],
        minimumContributors: 5,
      }),
    ),
    of('published-slots', publishedRows(d, published)),
    of('published-facts', publishedFacts(d, { ...published, staged, source: 0 })),
  ];
};
