import { assignmentSource, metric } from '@assay/definitions';
import type { AnalysisRequest, WithId } from '../planning/analysis-request.js';
import { firstDay } from './random-rows.js';
import type { ScheduleRow } from './reference.js';
import { aAnalysis, metricsUnderTest, type PerSubject } from './warehouse-fixture.js';

const hour = 3_600_000;
const minute = 60_000;
export const burnMinutes = { burnInMinutes: 90, burnOutMinutes: 30 };
export const burn = { burnIn: 90 * minute, burnOut: 30 * minute };

const rate: PerSubject & WithId = {
  ...(metric.parse({
    ...{ kind: 'ratio', name: 'rate', entityId: 'account' },
    numerator: { operation: 'sum', factId: 'amount' },
    denominator: { operation: 'count', factId: 'record' },
  }) as PerSubject),
  id: 'rate',
};

/** Those without a clock of their own. */
export const slotMetrics: readonly (PerSubject & WithId)[] = [
  ...metricsUnderTest.filter(({ id }) =>
    ['sum', 'sum paid', 'sum capped', 'sum fixed', 'count', 'count distinct', 'unique', 'first', 'threshold'].includes(
      id,
    ),
  ),
  rate,
];

/** An analysis of the schedule in table `schedule`, for units that facts know as accounts. */
export const scheduled = (minimumContributors: number, metrics = slotMetrics): AnalysisRequest => {
  const plain = aAnalysis({ minimumContributors, metrics });
  return {
    ...plain,
    design: { ...plain.design, ...burnMinutes, lookbackDays: 0, splitBy: [] },
    assignmentSource: {
      ...assignmentSource.parse({
        ...{ name: 'Schedule', entityId: 'account', sql: 'SELECT * FROM schedule', subjectColumn: 'Unit Id' },
        ...{ timestampColumn: 'from_at', untilColumn: 'until_at', experimentKeyColumn: 'experiment' },
        variationColumn: 'select',
      }),
      id: 'schedule',
    },
    factSources: plain.factSources.map((source) => ({
      ...source,
      entities: [{ entityId: 'account', column: 'account' }],
    })),
  };
};

/** A row of table `schedule`, in this order: unit, experiment, variation, from, until. */
export const scheduleCells = (row: ScheduleRow): readonly (string | number | null)[] => [
  ...[row.unit, row.experiment, row.variation, row.from, row.until],
];

const clock = (at: number | null): string =>
  at === null ? 'NULL' : `TIMESTAMP '${new Date(at).toISOString().slice(0, -1).replace('T', ' ')}'`;
const quoted = (value: string | null): string => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`);

/** Statements that make the table in DuckDB. */
export const scheduleTable = (rows: readonly ScheduleRow[]): readonly string[] => [
  'CREATE TABLE schedule ("Unit Id" VARCHAR, experiment VARCHAR, "select" VARCHAR, from_at TIMESTAMP, until_at TIMESTAMP)',
  `INSERT INTO schedule VALUES ${rows
    .map(
      ({ unit, experiment, variation, from, until }) =>
        `(${quoted(unit)}, ${quoted(experiment)}, ${quoted(variation)}, ${clock(from)}, ${clock(until)})`,
    )
    .join(',')}`,
];

/**
 * Slots of half a day for the accounts of `randomRows`, switched back and forth; some rows are missing, twice, of
 * another experiment, of a variation that is not declared, without an end, too long, or at odds with another.
 */
export const randomSchedule = (seed: number): ScheduleRow[] => {
  let state = seed >>> 0;
  const below = (n: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  const units = ['a', 'A', "a'", 'à '].flatMap((name) => Array.from({ length: 25 }, (_, i) => `${name}${i}`));
  return units.flatMap((unit) =>
    Array.from({ length: 40 }, (_, i) => i).flatMap((i): ScheduleRow[] => {
      const from = firstDay - 24 * hour + i * 12 * hour;
      const row: ScheduleRow = {
        ...{ unit, experiment: 'exp', variation: below(2) === 0 ? 'control' : 'treat', from },
        until: from + 12 * hour,
      };
      switch (below(40)) {
        case 0:
          return [];
        case 1:
          return [row, row];
        case 2:
          return [{ ...row, experiment: 'other' }];
        case 3:
          return [{ ...row, variation: 'undeclared' }];
        case 4:
          return [{ ...row, until: null }];
        case 5:
          return [{ ...row, until: from + 30 * hour }];
        case 6:
          return [row, { ...row, variation: row.variation === 'control' ? 'treat' : 'control' }];
        case 7:
          return [row, { ...row, until: from + 11 * hour }];
        case 8:
          return [{ ...row, until: from + 2 * hour }];
        case 9:
          return [{ ...row, unit: null }];
        default:
          return [row];
      }
    }),
  );
};
