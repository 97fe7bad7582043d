import { dialects, dropTable, type DialectKind } from '@assay/warehouse-sql';
import type { Warehouse } from '../port.js';
import { WarehouseFailure } from '../warehouse-failure.js';
import { scratchTableOf, type KeptTable } from './kept-table.js';

/** How long one table may take; it is tried again later. */
const longestWaitMs = 20_000;

/**
 * Drop kept tables one by one.
 *
 * @returns the tables that are gone; one that cannot be dropped does not hold up the others.
 */
export async function dropKeptTables(
  warehouse: Warehouse,
  kind: DialectKind,
  tables: readonly KeptTable[],
): Promise<readonly KeptTable[]> {
  const gone: KeptTable[] = [];
  for (const table of tables) if (await isDropped(warehouse, kind, table)) gone.push(table);
  return gone;
}

async function isDropped(warehouse: Warehouse, kind: DialectKind, table: KeptTable): Promise<boolean> {
  try {
    const statement = dropTable(dialects[kind], scratchTableOf(table));
    const ref = await warehouse.submit(statement, { organisationId: table.organisationId, purpose: 'clean_up' });
    const { state } = await warehouse.poll(ref, longestWaitMs);
    if (state === 'running') await warehouse.cancel(ref);
    return state === 'done';
  } catch (problem) {
    if (problem instanceof WarehouseFailure) return false;
    throw problem;
  }
}
