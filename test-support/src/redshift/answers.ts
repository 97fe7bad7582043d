import type pg from 'pg';
import type { Submission } from './statements.js';

/** Object ids of PostgreSQL's types, and what Redshift calls them. */
const typeNames: ReadonlyMap<number, string> = new Map([
  ...([
    [16, 'bool'],
    [20, 'int8'],
    [21, 'int2'],
    [23, 'int4'],
    [700, 'float4'],
    [701, 'float8'],
  ] as const),
  ...([
    [1700, 'numeric'],
    [25, 'varchar'],
    [1043, 'varchar'],
    [1042, 'bpchar'],
    [19, 'name'],
  ] as const),
  ...([
    [1082, 'date'],
    [1114, 'timestamp'],
    [1184, 'timestamptz'],
    [3802, 'super'],
  ] as const),
]);
const typeNameOf = ({ dataTypeID }: pg.FieldDef): string => typeNames.get(dataTypeID) ?? 'varchar';

/** DescribeStatement's answer. */
export const descriptionOf = (submission: Submission) => {
  const last = submission.parts.at(-1);
  const common = { CreatedAt: submission.createdAt, UpdatedAt: submission.updatedAt, RedshiftQueryId: -1 };
  return {
    ...common,
    ...{ Id: submission.id, Status: submission.status, Duration: submission.nanoseconds, RedshiftPid: 1 },
    ...(submission.error === null ? {} : { Error: submission.error }),
    ...(submission.isBatch ? {} : { QueryString: last?.text, ResultRows: last?.rowCount ?? -1 }),
    HasResultSet: submission.parts.some((part) => part.result !== null),
    ...(submission.isBatch
      ? {
          SubStatements: submission.parts.map((part, at) => ({
            ...common,
            ...{ Id: `${submission.id}:${at + 1}`, QueryString: part.text, Status: part.status },
            ...{ HasResultSet: part.result !== null, ResultRows: part.rowCount, ResultSize: -1, Duration: -1 },
            ...(part.status === 'FAILED' ? { Error: submission.error } : {}),
          })),
        }
      : {}),
  };
};

/** GetStatementResult's answer as JSON text: whole numbers are written digit by digit, as the service does. */
export function resultJsonOf(
  { fields, rows }: { fields: readonly pg.FieldDef[]; rows: readonly (readonly (string | null)[])[] },
  from: number,
  pageRows: number,
): string {
  const until = from + pageRows;
  const columns = fields.map((field) => ({
    ...{ name: field.name, label: field.name, typeName: typeNameOf(field), nullable: 1, length: 0 },
    ...{ isCaseSensitive: typeNameOf(field) === 'varchar', isCurrency: false, schemaName: '', tableName: '' },
  }));
  const records = rows
    .slice(from, until)
    .map((row) => `[${row.map((cell, at) => cellJson(cell, typeNameOf(fields[at] as pg.FieldDef))).join(',')}]`);
  const next = until < rows.length ? `,"NextToken":"${Buffer.from(String(until)).toString('base64')}"` : '';
  return `{"ColumnMetadata":${JSON.stringify(columns)},"Records":[${records.join(',')}],"TotalNumRows":${rows.length}${next}}`;
}

function cellJson(cell: string | null, type: string): string {
  if (cell === null) return '{"isNull":true}';
  switch (type) {
    case 'bool':
      return `{"booleanValue":${cell === 't'}}`;
    case 'int2':
    case 'int4':
    case 'int8':
      return `{"longValue":${cell}}`;
    case 'float4':
    case 'float8': // AWS JSON 1.1 writes what JSON has no number for as text
      return `{"doubleValue":${/^-?(?:NaN|Infinity)$/.test(cell) ? JSON.stringify(cell) : cell}}`;
    default:
      return `{"stringValue":${JSON.stringify(cell)}}`;
  }
}
