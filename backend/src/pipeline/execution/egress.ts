import type { Egress } from '@assay/api-contract';
import type { ResultColumn } from '@assay/warehouse-sql';
import type { Column, Row } from '../../warehouses/index.js';

/** Nothing yet. */
export const noEgress: Egress = { columns: [], rows: 0, bytes: 0 };

/** The manifest with one more page: the warehouse's own types, and the size of all cells written out as text. */
export const withPage = (
  egress: Egress,
  declared: readonly ResultColumn[],
  columns: readonly Column[],
  rows: readonly Row[],
): Egress => ({
  columns: columns.map(({ name, nativeType }) => ({
    name: name.toLowerCase(),
    type: nativeType,
    holds: declared.find((one) => one.name === name.toLowerCase())?.type ?? 'any',
  })),
  rows: egress.rows + rows.length,
  bytes: egress.bytes + rows.reduce((sum, row) => sum + bytesOf(row), 0),
});

const bytesOf = (row: Row): number =>
  row.reduce<number>((sum, cell) => sum + (cell === null ? 0 : Buffer.byteLength(String(cell), 'utf8')), 0);
