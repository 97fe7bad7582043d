import type { DialectKind } from '@assay/warehouse-sql';
import type { Cell, ColumnType } from './port.js';

/** One kind of value: the column type and the cell that it must arrive as, whatever the engine. */
interface ConformanceValue {
  readonly type: ColumnType;
  readonly cell: Cell;
}

export const conformanceValues = {
  'a whole number over 2^53': { type: 'integer', cell: 9007199254740993n },
  'the smallest 64-bit numbers': { type: 'integer', cell: -9223372036854775807n },
  'a small whole number': { type: 'integer', cell: 7n },
  'a decimal of 35 digits': { type: 'decimal', cell: '1234567890123456789012345.0123456789' },
  'a decimal below zero': { type: 'decimal', cell: '-0.50' },
  'a double': { type: 'float', cell: 0.1 },
  'not a number': { type: 'float', cell: Number.NaN },
  'an infinite double': { type: 'float', cell: Number.NEGATIVE_INFINITY },
  'a boolean': { type: 'boolean', cell: true },
  'text with quotes and accents': { type: 'text', cell: "née – “quoted” 'x'" },
  'a leap day': { type: 'date', cell: '2024-02-29' },
  'a date of the first century': { type: 'date', cell: '0099-12-31' },
  'a clock time that daylight saving skips': { type: 'timestamp', cell: '2026-03-29T02:30:00' },
  'a clock time before 1970': { type: 'timestamp', cell: '1969-12-31T23:59:59.500000' },
  'an instant with an offset': { type: 'timestamp_tz', cell: '2026-03-01T08:00:00.000001Z' },
  'a number that is null': { type: 'integer', cell: null },
  'a date that is null': { type: 'date', cell: null },
} as const satisfies Readonly<Record<string, ConformanceValue>>;
export type ConformanceValueName = keyof typeof conformanceValues;

/** What the suite's questions need in an engine's own words, and the table of dialects does not hold. */
export interface ConformanceSpelling {
  /** An expression for each kind of value; beside it the cell, where the engine writes the same value another way. */
  readonly values: Readonly<Record<ConformanceValueName, string | readonly [sql: string, cell: Cell]>>;
  readonly types: Readonly<Record<'text' | 'decimal' | 'double' | 'clock', string>>;
  readonly text: (value: string) => string;
  /** A SELECT of one column `i` that counts from 1. */
  readonly counting: (until: number) => string;
  /** A SELECT whose column names need quotes, and the names that come back. */
  readonly strangeNames: readonly [sql: string, names: readonly string[]];
}

const doubled = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const escaped = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;
const recursive = (until: number): string =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${until}) SELECT i FROM n`;

const postgres: ConformanceSpelling = {
  values: {
    'a whole number over 2^53': 'CAST(9007199254740993 AS BIGINT)',
    'the smallest 64-bit numbers': 'CAST(-9223372036854775807 AS BIGINT)',
    'a small whole number': 'CAST(7 AS SMALLINT)',
    'a decimal of 35 digits': "CAST('1234567890123456789012345.0123456789' AS DECIMAL(38, 10))",
    'a decimal below zero': 'CAST(-0.5 AS DECIMAL(10, 2))',
    'a double': 'CAST(0.1 AS DOUBLE PRECISION)',
    'not a number': "CAST('NaN' AS DOUBLE PRECISION)",
    'an infinite double': "CAST('-Infinity' AS DOUBLE PRECISION)",
    'a boolean': 'TRUE',
    'text with quotes and accents': "'née – “quoted” ''x'''",
    'a leap day': "CAST('2024-02-29' AS DATE)",
    'a date of the first century': "CAST('0099-12-31' AS DATE)",
    'a clock time that daylight saving skips': "CAST('2026-03-29 02:30:00' AS TIMESTAMP)",
    'a clock time before 1970': "CAST('1969-12-31 23:59:59.5' AS TIMESTAMP)",
    'an instant with an offset': "CAST('2026-03-01 10:00:00.000001+02' AS TIMESTAMP WITH TIME ZONE)",
    'a number that is null': 'CAST(NULL AS BIGINT)',
    'a date that is null': 'CAST(NULL AS DATE)',
  },
  types: { text: 'VARCHAR(64)', decimal: 'DECIMAL(18, 4)', double: 'DOUBLE PRECISION', clock: 'TIMESTAMP' },
  text: doubled,
  counting: recursive,
  strangeNames: ['SELECT 1 AS "Größe ""x""", 2 AS "select"', ['Größe "x"', 'select']],
};

const snowflake: ConformanceSpelling = {
  ...postgres,
  values: {
    ...postgres.values,
    'an infinite double': "CAST('-inf' AS DOUBLE)",
    'a clock time that daylight saving skips': "CAST('2026-03-29 02:30:00' AS TIMESTAMP_NTZ)",
    'a clock time before 1970': "CAST('1969-12-31 23:59:59.5' AS TIMESTAMP_NTZ)",
    'an instant with an offset': "CAST('2026-03-01 10:00:00.000001 +02:00' AS TIMESTAMP_TZ)",
  },
  types: { text: 'VARCHAR', decimal: 'NUMBER(18, 4)', double: 'DOUBLE', clock: 'TIMESTAMP_NTZ' },
};

const bigquery: ConformanceSpelling = {
  values: {
    ...postgres.values,
    'a whole number over 2^53': 'CAST(9007199254740993 AS INT64)',
    'the smallest 64-bit numbers': 'CAST(-9223372036854775807 AS INT64)',
    'a small whole number': 'CAST(7 AS INT64)',
    'a decimal of 35 digits': "CAST('1234567890123456789012345.0123456789' AS BIGNUMERIC)",
    'a decimal below zero': ["CAST('-0.5' AS NUMERIC)", '-0.5'], // zeros at the end are not kept
    'a double': 'CAST(0.1 AS FLOAT64)',
    'not a number': "CAST('NaN' AS FLOAT64)",
    'an infinite double': "CAST('-inf' AS FLOAT64)",
    'text with quotes and accents': "'née – “quoted” \\'x\\''",
    'a clock time that daylight saving skips': "CAST('2026-03-29 02:30:00' AS DATETIME)",
    'a clock time before 1970': "CAST('1969-12-31 23:59:59.5' AS DATETIME)",
    'an instant with an offset': "CAST('2026-03-01 10:00:00.000001+02' AS TIMESTAMP)",
    'a number that is null': 'CAST(NULL AS INT64)',
  },
  types: { text: 'STRING', decimal: 'NUMERIC', double: 'FLOAT64', clock: 'TIMESTAMP' },
  text: escaped,
  counting: (until) => `SELECT i FROM UNNEST(GENERATE_ARRAY(1, ${until})) AS i`,
  strangeNames: ['SELECT 1 AS `Größe`, 2 AS `select`', ['Größe', 'select']], // a result has no name with a quote
};

const databricks: ConformanceSpelling = {
  values: {
    ...postgres.values,
    'a double': 'CAST(0.1 AS DOUBLE)',
    'not a number': "CAST('NaN' AS DOUBLE)",
    'an infinite double': "CAST('-Infinity' AS DOUBLE)",
    'text with quotes and accents': "'née – “quoted” \\'x\\''",
    'a clock time that daylight saving skips': "CAST('2026-03-29 02:30:00' AS TIMESTAMP_NTZ)",
    'a clock time before 1970': "CAST('1969-12-31 23:59:59.5' AS TIMESTAMP_NTZ)",
    'an instant with an offset': "CAST('2026-03-01 10:00:00.000001+02:00' AS TIMESTAMP)",
  },
  types: { text: 'STRING', decimal: 'DECIMAL(18, 4)', double: 'DOUBLE', clock: 'TIMESTAMP' },
  text: escaped,
  counting: (until) => `SELECT EXPLODE(SEQUENCE(1, ${until})) AS i`,
  strangeNames: ['SELECT 1 AS `Größe "x"`, 2 AS `select`', ['Größe "x"', 'select']],
};

export const conformanceSpellings: Readonly<Record<DialectKind, ConformanceSpelling>> = {
  duckdb: postgres,
  postgres,
  snowflake,
  bigquery,
  // Redshift gives every name back in lower case, whatever its quotes, unless the cluster is told otherwise.
  redshift: { ...postgres, strangeNames: [postgres.strangeNames[0], ['größe "x"', 'select']] },
  databricks,
};
