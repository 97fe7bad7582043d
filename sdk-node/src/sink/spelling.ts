import { sinkColumns, type ColumnKind, type SinkRow, type SinkTable } from './rows.js';

export type SinkWarehouse = 'duckdb' | 'postgres' | 'snowflake' | 'bigquery' | 'redshift' | 'databricks';

/** Where the two tables are, such as `analytics.assignments`. */
export type TableNames = Readonly<Record<SinkTable, string>>;

export const defaultTables: TableNames = { assignments: 'assignments', bandit_actions: 'bandit_actions' };

interface Spelling {
  readonly types: Readonly<Record<ColumnKind, string>>;
  /** The one column whose name means something else in some engines. */
  readonly timestamp: string;
  /** Whether instants are kept without a zone, as UTC. */
  readonly isZoneless: boolean;
  /** After the columns: how the table is laid out for reading by days. */
  readonly layout: string;
}

const spellings: Readonly<Record<SinkWarehouse, Spelling>> = {
  duckdb: {
    types: { text: 'VARCHAR', instant: 'TIMESTAMP', number: 'DOUBLE' },
    ...{ timestamp: '"timestamp"', isZoneless: true, layout: '' },
  },
  postgres: {
    types: { text: 'TEXT', instant: 'TIMESTAMPTZ', number: 'DOUBLE PRECISION' },
    ...{ timestamp: '"timestamp"', isZoneless: false, layout: '' },
  },
  snowflake: {
    types: { text: 'VARCHAR', instant: 'TIMESTAMP_NTZ', number: 'FLOAT' },
    ...{ timestamp: 'timestamp', isZoneless: true, layout: ' CLUSTER BY (TO_DATE(timestamp))' },
  },
  bigquery: {
    types: { text: 'STRING', instant: 'TIMESTAMP', number: 'FLOAT64' },
    ...{ timestamp: '`timestamp`', isZoneless: false, layout: ' PARTITION BY DATE(`timestamp`)' },
  },
  // Redshift: VARCHAR without a length has 256 bytes, and no more than 65,535
  redshift: {
    types: { text: 'VARCHAR(65535)', instant: 'TIMESTAMP', number: 'DOUBLE PRECISION' },
    ...{ timestamp: '"timestamp"', isZoneless: true, layout: ' SORTKEY ("timestamp")' },
  },
  databricks: {
    types: { text: 'STRING', instant: 'TIMESTAMP', number: 'DOUBLE' },
    ...{ timestamp: '`timestamp`', isZoneless: false, layout: ' CLUSTER BY (`timestamp`)' },
  },
};

/** Up to three levels, each without need of quotes in any engine. */
const plainName = /^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*){0,2}$/;

/** A table's name as it was given. @throws RangeError for one that would need quotes. */
export function tableName(name: string): string {
  if (plainName.test(name)) return name;
  throw new RangeError(`The table name ${JSON.stringify(name)} is not plain: use letters, digits, _ and dots.`);
}

const spelled = (kind: SinkWarehouse, column: string): string =>
  column === 'timestamp' ? spellings[kind].timestamp : column;

/** The statements that make the two tables, as they stand in the documentation. */
export function createTables(kind: SinkWarehouse, tables: TableNames = defaultTables): readonly string[] {
  const { types, layout } = spellings[kind];
  return (['assignments', 'bandit_actions'] as const).map((table) => {
    const columns = Object.entries(sinkColumns[table]).map(
      ([column, of]: [string, ColumnKind]) => `  ${spelled(kind, column)} ${types[of]}`,
    );
    return `CREATE TABLE ${tableName(tables[table])} (\n${columns.join(',\n')}\n)${layout}`;
  });
}

/** `INSERT INTO … VALUES (…), (…)` with a mark for each value, `marks` naming the n-th (from 1). */
export function insertText(
  kind: SinkWarehouse,
  table: string,
  of: SinkTable,
  rows: number,
  marks: (n: number) => string,
): string {
  const columns = Object.keys(sinkColumns[of]).map((column) => spelled(kind, column));
  let n = 0;
  const values = Array.from({ length: rows }, () => `(${columns.map(() => marks((n += 1))).join(', ')})`);
  return `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${values.join(', ')}`;
}

/** A row's values in the order of the columns. */
export function valuesOf(kind: SinkWarehouse, of: SinkTable, row: SinkRow): (string | number | null)[] {
  const { isZoneless } = spellings[kind];
  return Object.entries(sinkColumns[of]).map(([column, holds]: [string, ColumnKind]) => {
    const value = row[column] ?? null;
    const isInstant = holds === 'instant' && typeof value === 'string';
    return isInstant && isZoneless ? value.replace('T', ' ').replace('Z', '') : value;
  });
}
