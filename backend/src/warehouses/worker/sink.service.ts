import { Injectable } from '@nestjs/common';
import type { SinkRow } from '../adapters/duckdb.adapter.js';
import { Database } from '../../database/index.js';
import { Failure, found } from '../../kernel/index.js';
import { asFailure } from '../as-failure.js';
import { ConnectionStore } from '../connections/connection.store.js';
import { WarehousePool } from './warehouse-pool.service.js';

/** Tables of the SDK’s sink, and those of the demo shop that its sample application writes to besides. */
const sinkTables: readonly string[] = ['assignments', 'bandit_actions', 'orders', 'page_views'];

/** Takes rows for an embedded warehouse, because the worker alone may open its file. */
@Injectable()
export class SinkService {
  constructor(
    private readonly database: Database,
    private readonly connections: ConnectionStore,
    private readonly pool: WarehousePool,
  ) {}

  /** Append rows to a demo table, all or none. */
  async append(connectionId: string, table: string, rows: readonly SinkRow[]): Promise<void> {
    if (!sinkTables.includes(table)) {
      throw new Failure(
        'not_found',
        `There is no table "${table}" to write to here. Choose one of ${sinkTables.join(', ')}.`,
        { table },
      );
    }
    const connection = await this.database.acrossOrganisations((tx) => this.connections.findAnywhere(tx, connectionId));
    const { organisationId } = found(connection, 'connection', connectionId);
    try {
      const { embedded } = await this.pool.open(organisationId, connectionId);
      if (embedded === null)
        throw new Failure('invalid_input', 'This warehouse is not embedded: write to it directly.');
      await embedded.append(table, rows);
    } catch (thrown) {
      throw asFailure(thrown);
    }
  }
}
