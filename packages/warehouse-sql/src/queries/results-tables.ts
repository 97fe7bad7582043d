import type { Dialect } from '../dialects/dialect.js';
import { alias, list, lines, sql, type Sql } from '../fragment.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { tablePath } from './probes.js';

interface ResultsColumn {
  readonly name: string;
  readonly type: 'text' | 'number';
}

const columnsOf = (type: ResultsColumn['type'], names: string): readonly ResultsColumn[] =>
  names.split(' ').map((name) => ({ name, type }));

const keys = columnsOf('text', 'experiment_id experiment_key experiment_name as_of run_id');

/**
 * Tables that hold what was found, for whoever reads the warehouse: `estimates` has a row per experiment, as-of, metric
 * and variation, `verdicts` one per experiment and as-of. Instants are ISO 8601 text in UTC.
 */
export const resultsTables = {
  estimates: [
    ...keys,
    ...columnsOf('text', 'metric_id metric_name metric_role variation control effect method evidence outcome'),
    ...columnsOf(
      'number',
      'subjects value lift lift_low lift_high standard_error p_value adjusted_p_value level cuped',
    ),
  ],
  verdicts: [...keys, ...columnsOf('text', 'status verdict reason decision')],
} as const satisfies Readonly<Record<string, readonly ResultsColumn[]>>;
export type ResultsTable = keyof typeof resultsTables;

/** One row: every column of its table, by name. */
export type ResultsRow = Readonly<Record<string, string | number | null>>;

/** Rows of one statement, so that it stays within every engine's limits of text. */
export const resultsRowsPerStatement = 50;

/** Make a results table of its first rows. */
export const createResults = (
  d: Dialect,
  table: ScratchTable,
  of: ResultsTable,
  rows: readonly ResultsRow[],
): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: `results: create ${of}`,
    writes: { creates: [table] },
    sql: d.createKept(tablePath(table), literals(d, of, rows), alias('as_of')),
  });

/** Add rows to a results table. */
export const addResults = (d: Dialect, table: ScratchTable, of: ResultsTable, rows: readonly ResultsRow[]): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: `results: add ${of}`,
    writes: { fills: [table] },
    sql: sql`INSERT INTO ${tablePath(table)} (${list(resultsTables[of].map(({ name }) => alias(name)))})
${literals(d, of, rows)}`,
  });

/** Remove what a results table says of an experiment at an as-of, before it is said again. */
export const removeResults = (d: Dialect, table: ScratchTable, experimentId: string, asOf: string): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: 'results: replace',
    writes: { fills: [table] },
    sql: sql`DELETE FROM ${tablePath(table)} WHERE experiment_id = ${experimentId} AND as_of = ${asOf}`,
  });

const literals = (d: Dialect, of: ResultsTable, rows: readonly ResultsRow[]): Sql => {
  if (rows.length === 0) throw new RangeError('A results table is written with at least one row.');
  return list(
    rows.map(
      (row) =>
        sql`SELECT ${lines(
          resultsTables[of].map(({ name, type }) => {
            const value = row[name];
            if (value === undefined) throw new RangeError(`A row of ${of} needs ${name}.`);
            const literal = value === null ? sql`NULL` : sql`${value}`;
            return sql`${type === 'text' ? d.text(literal) : d.double(literal)} AS ${alias(name)}`;
          }),
        )}`,
    ),
    sql`\nUNION ALL\n`,
  );
};
