import { Injectable } from '@nestjs/common';
import { Database } from '../database/index.js';
import type { Actor } from '../identity/index.js';
import { Failure } from '../kernel/index.js';
import { asFailure, ConnectionLookup, WarehouseFailure, WarehouseWorker } from '../warehouses/index.js';
import type { CheckedSql } from './definition.js';

/** Asks the workspace's warehouse which columns a SELECT returns. */
@Injectable()
export class SelectShapes {
  constructor(
    private readonly database: Database,
    private readonly connections: ConnectionLookup,
    private readonly worker: WarehouseWorker,
  ) {}

  /** Fails with `invalid_input` where the SQL is refused, with `warehouse_failed` where the warehouse does not answer. */
  async of(who: Actor, sql: string): Promise<CheckedSql> {
    const { organisationId, workspaceId } = who;
    const connection = await this.database.inOrganisation(organisationId, (tx) =>
      this.connections.getOfWorkspace(tx, workspaceId),
    );
    try {
      const shape = await this.worker.shapeOf({ organisationId, connectionId: connection.id }, sql);
      return {
        sql: shape.sql,
        columns: shape.columns.map(({ name, type, nativeType }) => ({ name, type, nativeType })),
      };
    } catch (thrown) {
      throw withNothingSaved(asFailure(thrown, 'sql'), thrown);
    }
  }
}

/** SQL that the warehouse refuses is the author's to mend; one that does not answer is said to be away. */
function withNothingSaved(failure: unknown, thrown: unknown): unknown {
  if (!(failure instanceof Failure) || !(thrown instanceof WarehouseFailure)) return failure;
  const isAway = thrown.reason !== 'query' && thrown.reason !== 'grant_or_object';
  const message = isAway
    ? `The columns could not be checked, so nothing was saved. ${failure.message}`
    : `The warehouse refuses this SQL, so nothing was saved. ${failure.message}`;
  return new Failure('warehouse_failed', message, failure.facts, { cause: thrown, errors: failure.errors });
}
