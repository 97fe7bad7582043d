import { createHash } from 'node:crypto';
import type { MetricSyncChange, MetricSyncView } from '@assay/api-contract';
import type { CertifiedPayload } from '@assay/definitions';
import type { Actor } from '../../identity/index.js';
import type { SyncPlan } from './sync-plan.js';

/** One delivery of a repository's definitions. */
export interface MetricSync {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly syncTag: string;
  readonly payload: CertifiedPayload;
  readonly digest: string;
  readonly allowUpgrades: boolean;
  readonly status: 'pending' | 'success' | 'failed';
  readonly changes: readonly MetricSyncChange[];
  readonly errors: readonly string[];
  readonly by: Pick<Actor, 'kind' | 'id' | 'name'>;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
}

/** Equal for payloads that say the same, whatever the order of their fields came to be on the way. */
export const digestOf = (payload: CertifiedPayload): string =>
  createHash('sha256').update(JSON.stringify(payload)).digest('hex');

/** `isUsed` tells which of the gone definitions something still names. */
export const changesOf = ({ wanted, gone }: SyncPlan, isUsed: (id: string) => boolean): MetricSyncChange[] => [
  ...wanted.flatMap(({ action, after: { kind, body }, fields }) =>
    action === null ? [] : [{ action, kind, name: body.name, fields: [...fields] }],
  ),
  ...gone.map(({ id, kind, body }): MetricSyncChange => ({
    action: isUsed(id) ? 'release' : 'remove',
    kind,
    name: body.name,
    fields: [],
  })),
];

export const metricSyncViewOf = (sync: MetricSync): MetricSyncView => ({
  id: sync.id,
  sync_tag: sync.syncTag,
  status: sync.status,
  reference_url: sync.payload.reference_url ?? null,
  changes: [...sync.changes],
  errors: [...sync.errors],
  requested_by: sync.by.name,
  requested_at: sync.requestedAt.toISOString(),
  finished_at: sync.finishedAt?.toISOString() ?? null,
});
