import {
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { TColumn, TColumnDesc } from '@databricks/sql/thrift/TCLIService_types.js';
import Int64 from 'node-int64';

/** The kinds of column in which the service sends values (TCLIService, TColumn), each with its type id. */
type Held = 'boolVal' | 'byteVal' | 'i16Val' | 'i32Val' | 'i64Val' | 'doubleVal' | 'stringVal';
interface ColumnKind {
  readonly typeId: number;
  readonly held: Held;
  /** As `DESCRIBE QUERY` names it. */
  readonly name: string;
}

const kind = (typeId: number, held: Held, name: string): ColumnKind => ({ typeId, held, name });
const text = kind(7, 'stringVal', 'string');
const kinds: ReadonlyMap<DuckDBTypeId, ColumnKind> = new Map([
  [DuckDBTypeId.BOOLEAN, kind(0, 'boolVal', 'boolean')],
  [DuckDBTypeId.TINYINT, kind(1, 'byteVal', 'tinyint')],
  [DuckDBTypeId.SMALLINT, kind(2, 'i16Val', 'smallint')],
  [DuckDBTypeId.INTEGER, kind(3, 'i32Val', 'int')],
  [DuckDBTypeId.BIGINT, kind(4, 'i64Val', 'bigint')],
  [DuckDBTypeId.HUGEINT, kind(4, 'i64Val', 'bigint')], // a sum of whole numbers is 64 bits wide there
  [DuckDBTypeId.FLOAT, kind(5, 'doubleVal', 'float')],
  [DuckDBTypeId.DOUBLE, kind(6, 'doubleVal', 'double')],
  [DuckDBTypeId.VARCHAR, text],
  [DuckDBTypeId.DATE, kind(17, 'stringVal', 'date')],
  // Both kinds of timestamp have one type id (SparkExecuteStatementOperation, toTTypeId).
  [DuckDBTypeId.TIMESTAMP, kind(8, 'stringVal', 'timestamp_ntz')],
  [DuckDBTypeId.TIMESTAMP_TZ, kind(8, 'stringVal', 'timestamp')],
]);

export interface ResultColumn extends ColumnKind {
  readonly column: string;
}

export const columnOf = (column: string, type: DuckDBType): ResultColumn => {
  const decimal =
    type instanceof DuckDBDecimalType ? kind(15, 'stringVal', `decimal(${type.width},${type.scale})`) : null;
  return { column, ...(decimal ?? kinds.get(type.typeId) ?? text) };
};

/** A column of text of the stand-in's own answers. */
export const textColumn = (column: string): ResultColumn => ({ column, ...text });

export const described = ({ column, typeId }: ResultColumn, at: number): TColumnDesc => ({
  columnName: column,
  typeDesc: { types: [{ primitiveEntry: { type: typeId } }] },
  position: at + 1,
});

/** One column of some rows, as it goes over the wire: values and a bit for each that is null. */
export function wireColumn({ held }: ResultColumn, values: readonly DuckDBValue[]): TColumn {
  const nulls = Buffer.alloc(Math.ceil(values.length / 8));
  values.forEach((value, at) => {
    if (value === null) nulls[at >> 3] = (nulls[at >> 3] ?? 0) | (1 << (at & 7));
  });
  return { [held]: { values: values.map((value) => wireValue(held, value)), nulls } };
}

function wireValue(held: Held, value: DuckDBValue): unknown {
  switch (held) {
    case 'boolVal':
      return value === true;
    case 'i64Val': {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64BE(BigInt((value ?? 0) as bigint));
      return new Int64(bytes);
    }
    case 'stringVal':
      return value === null ? '' : textOf(value);
    default:
      return Number(value ?? 0);
  }
}

function textOf(value: DuckDBValue): string {
  if (value instanceof DuckDBTimestampTZValue) return clockText(value.micros);
  if (value instanceof DuckDBTimestampValue) return clockText(value.micros);
  if (value instanceof DuckDBDateValue) return value.toString().padStart(10, '0');
  return String(value);
}

/** `2026-03-01 08:00:00.000001`: zeros at the end of the fraction are not written. */
function clockText(micros: bigint): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const whole = new Date(Number((micros - fraction) / 1_000n)).toISOString().slice(0, 19).replace('T', ' ');
  return fraction === 0n ? whole : `${whole}.${fraction.toString().padStart(6, '0').replace(/0+$/, '')}`;
}
