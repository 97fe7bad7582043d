import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../database/index.js';
import { Jobs, type RunningJob } from '../../jobs/index.js';
import { Clock } from '../../kernel/index.js';
import { WarehousePool } from '../worker/warehouse-pool.service.js';
import { dropKeptTables } from './drop-tables.js';
import { KeptTableStore } from './kept-table.store.js';

const cleanUpJob = 'warehouses.cleanUp';

/** Drops kept tables whose life is over. */
@Injectable()
export class KeptTables implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
    private readonly pool: WarehousePool,
    private readonly tables: KeptTableStore,
  ) {}

  onModuleInit(): void {
    this.jobs.work(cleanUpJob, (job) => this.cleanUp(job), { concurrency: 1 });
  }

  /** Queue a clean-up of each connection that needs one; returns how many do. */
  async queueDue(): Promise<number> {
    return this.database.acrossOrganisations(async (tx) => {
      const due = await this.tables.listConnectionsDue(tx, this.clock.now());
      for (const { organisationId, connectionId } of due) {
        const ids = { connectionId };
        await this.jobs.enqueue(tx, { kind: cleanUpJob, organisationId, ids, singletonKey: connectionId, retries: 0 });
      }
      return due.length;
    });
  }

  /** Retire what was not read for long, and drop what was retired long enough ago. What fails stays for next time. */
  async cleanUp({ organisationId, ids }: Pick<RunningJob, 'organisationId' | 'ids'>): Promise<void> {
    const connectionId = ids['connectionId'] ?? '';
    const now = this.clock.now();
    const due = await this.database.inOrganisation(organisationId, async (tx) => {
      await this.tables.retireUnused(tx, connectionId, now);
      return this.tables.listDue(tx, connectionId, now);
    });
    if (due.length === 0) return;
    const { kind, warehouse } = await this.pool.open(organisationId, connectionId);
    for (const { id } of await dropKeptTables(warehouse, kind, due)) {
      await this.database.inOrganisation(organisationId, (tx) => this.tables.remove(tx, id));
    }
  }
}
