import type { Spelling, Sql } from '../fragment.js';

export const dialectKinds = ['duckdb', 'postgres', 'snowflake', 'bigquery', 'redshift', 'databricks'] as const;
export type DialectKind = (typeof dialectKinds)[number];

/** What one statement, table or result may measure. A planner splits before it is over any of them. */
export interface Limits {
  /** Characters of one statement. */
  readonly textCharacters: number;
  /** Columns of one scratch table. */
  readonly tableColumns: number;
  /** Expressions in one SELECT list. */
  readonly selectColumns: number;
  /** Sets in one GROUP BY GROUPING SETS. */
  readonly groupingSets: number;
  /** Bytes of one row that is returned. */
  readonly rowBytes: number;
}

/**
 * One engine's spellings, complete by type. Every session runs in UTC (the adapters set it), so that a timestamp
 * without a zone is read as UTC everywhere.
 */
export interface Dialect extends Spelling {
  readonly kind: DialectKind;
  /** Cast to text; null stays null. */
  readonly text: (value: Sql) => Sql;
  /** Cast to a 64-bit floating number. */
  readonly double: (value: Sql) => Sql;
  /** Any date or timestamp as an instant without zone, in UTC. */
  readonly utc: (at: Sql) => Sql;
  /** A literal instant that compares with `utc(…)`; takes ISO 8601 with `Z`. */
  readonly instant: (iso: string) => Sql;
  /** Whole microseconds since 1970-01-01T00:00Z of a `utc(…)`, as a 64-bit integer. */
  readonly micros: (at: Sql) => Sql;
  /** Integer quotient, for operands that are not negative. */
  readonly quotient: (dividend: Sql, divisor: Sql) => Sql;
  /** Text in the order of its bytes, whatever the collation. */
  readonly byteOrder: (text: Sql) => Sql;
  /** The MD5 of a text, 32 lower-case hexadecimal digits. */
  readonly md5: (text: Sql) => Sql;
  /** A whole number between −1,000,000,006 and 1,000,000,006 that follows from a text, so that billions of them can be summed. */
  readonly hash: (text: Sql) => Sql;
  /** The same of several values of any types, NULL and their order included; null where only text can be hashed. */
  readonly rowHash: ((values: readonly Sql[]) => Sql) | null;
  /** A number that names a row, cheaper to group by than its text key; null where numbering rows is dear. */
  readonly rowNumber: Sql | null;
  /**
   * Where the tables of one run live, which it makes and drops itself; null = in the scratch schema. A place that is
   * named here is made by the adapter, and gone with its process.
   */
  readonly runSchema: readonly string[] | null;
  /** A scratch table from a SELECT. */
  readonly createTable: (table: Sql, select: Sql) => Sql;
  /** The same for a table that outlives its run: it survives a restart and has no expiry, and is read by ranges of `key`. */
  readonly createKept: (table: Sql, select: Sql, key: Sql) => Sql;
  readonly dropTable: (table: Sql) => Sql;
  /** An empty table of one text column, for probes. */
  readonly createProbe: (table: Sql, column: Sql) => Sql;
  readonly limits: Limits;
}
