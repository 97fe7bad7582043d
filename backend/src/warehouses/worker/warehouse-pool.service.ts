import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Database } from '../../database/index.js';
import { Clock, Failure, found } from '../../kernel/index.js';
import { SecretStore } from '../../secrets/index.js';
import type { Connection } from '../connections/connection.js';
import { checkedWarehouse } from '../guard/checked-warehouse.js';
import { recordedWarehouse } from '../ledger/recorded-warehouse.js';
import { ConnectionStore } from '../connections/connection.store.js';
import { secretNameOf } from '../connections/secret-name.js';
import { steadyWarehouse } from '../steady/steady-warehouse.js';
import { type OpenedWarehouse, openWarehouse } from '../registry.js';
import { WarehouseFailure } from '../warehouse-failure.js';

interface Held {
  readonly version: number;
  readonly opened: Promise<OpenedWarehouse>;
}

/**
 * The warehouses that this worker has open, one per connection, shared by runs, previews and tests. Only a worker
 * has one: opening needs the secret, and a DuckDB file lets one process in.
 */
@Injectable()
export class WarehousePool implements OnApplicationShutdown {
  readonly #held = new Map<string, Held>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly connections: ConnectionStore,
    private readonly secrets: SecretStore,
    private readonly clock: Clock,
  ) {}

  /** The open warehouse of a connection; opened now if need be. Rejects with a `WarehouseFailure` if it cannot be. */
  async open(organisationId: string, connectionId: string): Promise<OpenedWarehouse & { connection: Connection }> {
    const connection = await this.#connection(organisationId, connectionId);
    const held = this.#held.get(connectionId);
    if (held?.version === connection.version) return { ...(await held.opened), connection };
    await this.release(connectionId);
    const opened = this.#openNow(connection);
    this.#held.set(connectionId, { version: connection.version, opened });
    opened.catch(() => {
      if (this.#held.get(connectionId)?.opened === opened) this.#held.delete(connectionId);
    });
    return { ...(await opened), connection };
  }

  /** Close the warehouse of a connection and cancel what runs on it. */
  async release(connectionId: string): Promise<void> {
    const held = this.#held.get(connectionId);
    this.#held.delete(connectionId);
    const opened = await held?.opened.catch(() => null);
    await opened?.warehouse.close();
  }

  /** The secret of a connection; null where it has none. Fails as `credentials` when it cannot be read. */
  async secretOf({ id, secretVersion }: Connection): Promise<string | null> {
    if (secretVersion === null) return null;
    try {
      return await this.secrets.access(secretNameOf(id), secretVersion);
    } catch (cause) {
      const why = cause instanceof Failure ? cause.message : 'The secret cannot be read. Enter it again.';
      throw new WarehouseFailure('credentials', why, { cause: 'credentials' });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([...this.#held.keys()].map((id) => this.release(id)));
  }

  async #openNow(connection: Connection): Promise<OpenedWarehouse> {
    const { settings, scratchSchema } = connection;
    const resources = {
      folder: this.config.DATA_DIR,
      threads: this.config.DUCKDB_THREADS,
      memoryLimit: this.config.DUCKDB_MEMORY,
    };
    const policy = {
      network: this.config.WAREHOUSE_NETWORK,
      redshiftNeedsRole: this.config.REDSHIFT_NEEDS_ROLE,
      snowflakeUrl: this.config.SNOWFLAKE_URL ?? null,
      bigqueryNeedsKey: this.config.BIGQUERY_NEEDS_KEY,
      databricksUrl: this.config.DATABRICKS_URL ?? null,
    };
    const secret = await this.secretOf(connection);
    // An adapter with a line of its own must not hold back what the limit lets through.
    const limits = { concurrency: this.config.WAREHOUSE_STATEMENTS };
    const opened = await openWarehouse({ settings, scratchSchema, secret, resources, policy, limits });
    const steady = steadyWarehouse(opened.warehouse, {
      statements: this.config.WAREHOUSE_STATEMENTS,
      now: () => performance.now(),
      pause: (milliseconds) => setTimeout(milliseconds),
      random: () => Math.random(),
    });
    const ledger = { isOn: connection.ledger, kind: opened.kind, scratchSchema, now: () => this.clock.now() };
    return { ...opened, warehouse: recordedWarehouse(checkedWarehouse(steady, scratchSchema), ledger) };
  }

  async #connection(organisationId: string, id: string): Promise<Connection> {
    return this.database.inOrganisation(organisationId, async (tx) =>
      found(await this.connections.findAnywhere(tx, id), 'connection', id),
    );
  }
}
