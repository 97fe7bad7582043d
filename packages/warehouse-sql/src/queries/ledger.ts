import type { Dialect } from '../dialects/dialect.js';
import { alias, list, lines, sql, type Sql } from '../fragment.js';
import { statement, type ScratchTable, type Statement } from '../statement.js';
import { tablePath } from './probes.js';

/** One statement whose rows left the warehouse. Instants are ISO 8601 text in UTC. */
export interface LedgerEntry {
  /** Names this one reading; writing it twice is writing it once. */
  readonly entry: string;
  readonly recorded_at: string;
  readonly organisation_id: string;
  /** null = of no experiment: a preview, a baseline. */
  readonly experiment_id: string | null;
  readonly run_id: string | null;
  /** SHA-256 of the statement's text, hexadecimal. */
  readonly statement_digest: string;
  readonly purpose: string;
  /** Names and the warehouse's own types, as `subjects BIGINT, s1 DOUBLE`. */
  readonly columns_out: string;
  readonly rows_out: number;
  /** Of all cells written out as text. */
  readonly bytes_out: number;
}

/** The columns of the ledger, in order. */
export const ledgerColumns = [
  ['entry', 'text'],
  ['recorded_at', 'text'],
  ['organisation_id', 'text'],
  ['experiment_id', 'text'],
  ['run_id', 'text'],
  ['statement_digest', 'text'],
  ['purpose', 'text'],
  ['columns_out', 'text'],
  ['rows_out', 'number'],
  ['bytes_out', 'number'],
] as const satisfies readonly (readonly [keyof LedgerEntry, 'text' | 'number'])[];

/** Make the ledger of its first entry. */
export const createLedger = (d: Dialect, table: ScratchTable, entry: LedgerEntry): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: 'ledger: create',
    writes: { creates: [table] },
    sql: d.createKept(tablePath(table), literals(d, entry), alias('recorded_at')),
  });

/** Add an entry, unless it is there. */
export const addToLedger = (d: Dialect, table: ScratchTable, entry: LedgerEntry): Statement =>
  statement(d, {
    kind: 'scratch',
    purpose: 'ledger: add',
    writes: { fills: [table] },
    sql: sql`INSERT INTO ${tablePath(table)} (${list(ledgerColumns.map(([column]) => alias(column)))})
SELECT ${list(ledgerColumns.map(([column]) => sql`n.${alias(column)}`))}
FROM (
${literals(d, entry)}
) AS n
WHERE NOT EXISTS (SELECT 1 FROM ${tablePath(table)} AS l WHERE l.entry = n.entry)`,
  });

const literals = (d: Dialect, entry: LedgerEntry): Sql =>
  sql`SELECT ${lines(
    ledgerColumns.map(([column, type]) => {
      const value = entry[column];
      const literal = value === null ? sql`NULL` : sql`${value}`;
      return sql`${type === 'text' ? d.text(literal) : d.double(literal)} AS ${alias(column)}`;
    }),
  )}`;
