import type { TColumnDesc, TOperationHandle } from '@databricks/sql/thrift/TCLIService_types.js';
import type { Cell, Column, Row } from '../../port.js';
import { WarehouseFailure } from '../../warehouse-failure.js';
import type { DatabricksCalls } from './databricks.client.js';
import { databricksCells, databricksColumn, isTimestamp } from './databricks.values.js';

/** All rows of a statement. */
export interface DatabricksResult {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/**
 * Reads a result to its end, part by part, and checks that each part begins where the last one ended. Null when it has
 * more rows than may leave.
 *
 * @param declaredTypes types as SQL names them, by column; asked only where the protocol does not tell.
 */
export async function resultOf(
  calls: DatabricksCalls,
  handle: TOperationHandle,
  { maxRows, pageRows }: { readonly maxRows: number; readonly pageRows: number },
  declaredTypes: () => Promise<ReadonlyMap<string, string>>,
): Promise<DatabricksResult | null> {
  const described = [...((await calls.schema(handle))?.columns ?? [])].sort((a, b) => a.position - b.position);
  const columns = await columnsOf(described, declaredTypes);
  for (let attempt = 1; ; attempt++) {
    const rows = await rowsOf(calls, handle, columns, { maxRows, pageRows, isAgain: attempt > 1 });
    if (rows === 'too many') return null;
    if (rows !== 'missing part') return { columns, rows };
    if (attempt > 1) throw partIsMissing();
  }
}

async function columnsOf(
  described: readonly TColumnDesc[],
  declaredTypes: () => Promise<ReadonlyMap<string, string>>,
): Promise<readonly Column[]> {
  const declared = described.some(isTimestamp) ? await declaredTypes() : null;
  return described.map((column) => databricksColumn(column, declared?.get(column.columnName) ?? null));
}

async function rowsOf(
  calls: DatabricksCalls,
  handle: TOperationHandle,
  columns: readonly Column[],
  { maxRows, pageRows, isAgain }: { maxRows: number; pageRows: number; isAgain: boolean },
): Promise<readonly Row[] | 'too many' | 'missing part'> {
  const rows: Row[] = [];
  for (;;) {
    const isFirst = rows.length === 0;
    const { results, hasMoreRows } = await calls.fetch(handle, isFirst && isAgain ? 'first' : 'next', pageRows);
    if (results !== undefined && Number(results.startRowOffset) !== rows.length) return 'missing part';
    const cells = columns.map(({ type }, at) => {
      const column = results?.columns?.[at];
      return column === undefined ? [] : databricksCells(column, type);
    });
    const count = cells[0]?.length ?? 0;
    for (let row = 0; row < count; row++) rows.push(cells.map((column): Cell => column[row] ?? null));
    if (rows.length > maxRows) return 'too many';
    if (hasMoreRows !== true) return rows;
    if (count === 0) return 'missing part';
  }
}

const partIsMissing = (): WarehouseFailure =>
  new WarehouseFailure('network', 'A part of the result cannot be fetched. Run it again.', { cause: 'network' });
