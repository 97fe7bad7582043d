import type { ResultColumn } from '@assay/warehouse-sql';
import type { Cell, Column, Row } from '../../warehouses/index.js';

/** A row of a result by column name, after every cell was checked against what the statement declares. */
export type ResultRow = Readonly<Record<string, number | boolean | string | null>>;

/** A warehouse answered with something that the statement does not declare: the run stops, the value is not repeated. */
export class UnexpectedResult extends Error {}

/** Rows as declared: numbers, booleans and enumerated keys; any other text is refused. Names are matched without case. */
export const resultRows = (
  declared: readonly ResultColumn[],
  columns: readonly Column[],
  rows: readonly Row[],
): ResultRow[] => {
  const places = declared.map((column) => {
    const at = columns.findIndex((c) => c.name.toLowerCase() === column.name);
    if (at < 0) throw new UnexpectedResult(`The result has no column ${column.name}.`);
    return at;
  });
  if (columns.length !== declared.length) {
    throw new UnexpectedResult(`The result has ${columns.length} columns where ${declared.length} were asked for.`);
  }
  return rows.map((row) =>
    Object.fromEntries(declared.map((column, i) => [column.name, checked(column, row[places[i] as number] ?? null)])),
  );
};

const checked = (column: ResultColumn, cell: Cell): number | boolean | string | null => {
  if (cell === null) return null;
  switch (column.type) {
    case 'number':
      return numberOf(column.name, cell);
    case 'boolean':
      if (typeof cell !== 'boolean')
        throw new UnexpectedResult(`Column ${column.name} holds something else than true or false.`);
      return cell;
    case 'key': {
      const text = typeof cell === 'string' ? cell : null;
      if (text === null || (column.allowed && !column.allowed.includes(text))) {
        throw new UnexpectedResult(`Column ${column.name} holds a value that is not one of its keys.`);
      }
      return text;
    }
    case 'any':
      throw new UnexpectedResult(`Column ${column.name} is for previews only.`);
    default:
      return column satisfies never;
  }
};

const numberOf = (name: string, cell: Exclude<Cell, null>): number => {
  const isNumeric =
    typeof cell === 'number' ||
    typeof cell === 'bigint' ||
    (typeof cell === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(cell));
  if (!isNumeric) throw new UnexpectedResult(`Column ${name} holds something else than a number.`);
  const value = Number(cell);
  if (!Number.isFinite(value)) {
    throw new UnexpectedResult(
      `Column ${name} is infinite or not a number: a fact holds such values. Filter them out in its source.`,
    );
  }
  return value;
};
