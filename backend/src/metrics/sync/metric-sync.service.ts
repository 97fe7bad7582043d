import type { MetricSyncChange, PageQuery } from '@assay/api-contract';
import type { CertifiedPayload } from '@assay/definitions';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { Jobs, type RunningJob } from '../../jobs/index.js';
import { Clock, decodeCursor, Failure, found, newId, type Page, pageOf } from '../../kernel/index.js';
import { digestOf, type MetricSync } from './metric-sync.js';
import { MetricSyncApply } from './metric-sync-apply.service.js';
import { MetricSyncStore } from './metric-sync.store.js';

const syncJob = 'metrics.sync';

/** Deliveries of certified definitions: at once, in the background, tried out, and the log of them. */
@Injectable()
export class MetricSyncService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly applying: MetricSyncApply,
    private readonly syncs: MetricSyncStore,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.work(syncJob, (job) => this.work(job));
  }

  /** What a payload would change; nothing is written. */
  async tryOut(who: Actor, payload: CertifiedPayload, allowUpgrades: boolean): Promise<readonly MetricSyncChange[]> {
    return this.applying.apply(who, payload, { allowUpgrades, isDryRun: true }, async () => {});
  }

  /** Applies a payload while the caller waits. A refusal is kept in the log and thrown. */
  async syncNow(who: Actor, payload: CertifiedPayload, allowUpgrades: boolean): Promise<MetricSync> {
    const sync = this.#begin(who, payload, allowUpgrades);
    await this.database.inOrganisation(who.organisationId, (tx) => this.syncs.add(tx, sync));
    return this.#apply(who, sync);
  }

  /** Leaves a payload for the worker; null = it is what this tag synced last, so there is nothing to do. */
  async request(who: Actor, payload: CertifiedPayload, allowUpgrades: boolean): Promise<MetricSync | null> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const sync = this.#begin(who, payload, allowUpgrades);
      const last = await this.syncs.lastSuccess(tx, who.workspaceId, payload.sync_tag);
      if (last?.digest === sync.digest) return null;
      await this.syncs.add(tx, sync);
      await this.jobs.enqueue(tx, {
        kind: syncJob,
        organisationId: who.organisationId,
        ids: { syncId: sync.id },
        singletonKey: sync.id,
        priority: 10,
      });
      return sync;
    });
  }

  /** One attempt. It ends as a success or a failure in the log; an unforeseen failure is thrown too, for the worker's. */
  async work({ organisationId, ids }: Pick<RunningJob, 'organisationId' | 'ids'>): Promise<void> {
    const sync = await this.database.inOrganisation(organisationId, (tx) =>
      this.syncs.findAnywhere(tx, ids['syncId'] ?? ''),
    );
    if (sync?.status !== 'pending') return;
    const { workspaceId, by } = sync;
    try {
      await this.#apply({ ...by, role: 'data_owner', organisationId, workspaceId, sessionId: null }, sync);
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
    }
  }

  async get(who: Actor, id: string): Promise<MetricSync> {
    return this.database.inOrganisation(who.organisationId, async (tx) =>
      found(await this.syncs.find(tx, who.workspaceId, id), 'metric sync', id),
    );
  }

  async list(who: Actor, { limit, cursor }: PageQuery): Promise<Page<MetricSync>> {
    const before = decodeCursor(cursor)?.[0];
    const rows = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.syncs.list(tx, who.workspaceId, limit + 1, before === undefined ? null : String(before)),
    );
    return pageOf(rows, limit, ({ id }) => [id]);
  }

  async #apply(who: Actor, sync: MetricSync): Promise<MetricSync> {
    const { payload, allowUpgrades } = sync;
    let ended = sync;
    try {
      await this.applying.apply(who, payload, { allowUpgrades, isDryRun: false }, async (tx, changes) => {
        ended = { ...sync, status: 'success', changes, finishedAt: this.clock.now() };
        await this.syncs.save(tx, ended);
      });
      return ended;
    } catch (thrown) {
      const failed: MetricSync = { ...sync, status: 'failed', errors: errorsOf(thrown), finishedAt: this.clock.now() };
      await this.database.inOrganisation(who.organisationId, (tx) => this.syncs.save(tx, failed));
      throw thrown;
    }
  }

  #begin(who: Actor, payload: CertifiedPayload, allowUpgrades: boolean): MetricSync {
    const at = this.clock.now();
    return {
      id: newId('syn', at),
      organisationId: who.organisationId,
      workspaceId: who.workspaceId,
      syncTag: payload.sync_tag,
      payload,
      digest: digestOf(payload),
      allowUpgrades,
      status: 'pending',
      changes: [],
      errors: [],
      by: { kind: who.kind, id: who.id, name: who.name },
      requestedAt: at,
      finishedAt: null,
    };
  }
}

function errorsOf(thrown: unknown): string[] {
  if (!(thrown instanceof Failure)) return ['The sync failed on our side and was logged. Sync again.'];
  return thrown.errors.length > 0 ? thrown.errors.map(({ path, message }) => `${path}: ${message}`) : [thrown.message];
}
