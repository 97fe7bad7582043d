export { askingWarehouse, asFailure } from './as-failure.js';
export type { Connection } from './connections/connection.js';
export { ConnectionLookup } from './connections/connection.lookup.js';
export { ConnectionsService } from './connections/connections.service.js';
export type {
  Cell,
  Column,
  ColumnType,
  JobCost,
  JobRef,
  JobState,
  QueryTag,
  ReadableTable,
  Row,
  RowPage,
  StatementEstimate,
  TestStep,
  Warehouse,
} from './port.js';
export { KeptTableStore } from './kept/kept-table.store.js';
export { type KeptKey, keptName, type KeptTable, scratchTableOf } from './kept/kept-table.js';
export { dropKeptTables } from './kept/drop-tables.js';
export { KeptTables } from './kept/kept-tables.service.js';
export { isAllowed, type Network, networks } from './network/addresses.js';
export { guardedLookup } from './network/lookup.js';
export { numberOf } from './cells.js';
export { type GuardVerdict, fillTemplate, judgeCustomerSql } from './guard/sql-guard.js';
export { type TemplateWord, templateWords } from './guard/sql-guard.rules.js';
export { type FailureCause, failureCauses, WarehouseFailure } from './warehouse-failure.js';
export { SinkService } from './worker/sink.service.js';
export { WarehousesModule } from './warehouses.module.js';
export { type SelectShape, type Target, WarehouseWorker } from './worker/channel.js';
export { INTERNAL_TOKEN } from './worker/internal-token.js';
export { WarehousePool } from './worker/warehouse-pool.service.js';
