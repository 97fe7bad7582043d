import { certifiedFactSource, certifiedMetric, certifiedPayload } from '@assay/definitions';
import { z } from 'zod';
import { pageOf } from './common.js';

/** Metrics as code speak the field names of the public schema, so that existing sync clients work unchanged. */
export const metricSyncPayload = certifiedPayload.meta({ id: 'MetricSyncPayload' });

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');

export const metricSyncQuery = z.object({
  /** Definitions of the same name that people made become certified, instead of being a conflict. */
  allow_upgrades: flag,
  /** Say what would change, and change nothing. */
  dry_run: flag,
});
export type MetricSyncQuery = z.infer<typeof metricSyncQuery>;

/** `release`: no longer in the payload but still used by an experiment or metric, so it stays and people may edit it. */
export const metricSyncAction = z.enum(['create', 'update', 'upgrade', 'remove', 'release']);
export type MetricSyncAction = z.infer<typeof metricSyncAction>;

export const metricSyncChange = z.object({
  action: metricSyncAction,
  kind: z.enum(['fact_source', 'metric']),
  name: z.string(),
  /** The fields that differ, by path; empty where the whole object comes or goes. */
  fields: z.array(z.string()),
});
export type MetricSyncChange = z.infer<typeof metricSyncChange>;

export const metricSyncView = z
  .object({
    /** Null for a dry run, which is not kept. */
    id: z.string().nullable(),
    sync_tag: z.string(),
    status: z.enum(['pending', 'success', 'failed']),
    reference_url: z.string().nullable(),
    changes: z.array(metricSyncChange),
    /** `path: message`, for each thing that is wrong. */
    errors: z.array(z.string()),
    requested_by: z.string(),
    requested_at: z.iso.datetime(),
    finished_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'MetricSync' });
export type MetricSyncView = z.infer<typeof metricSyncView>;
export const metricSyncPage = pageOf(metricSyncView).meta({ id: 'MetricSyncPage' });

/** Every fact source and metric in the wire format. `skipped` names the metrics that the public schema cannot say. */
export const metricExport = z
  .object({
    sync_tag: z.string(),
    fact_sources: z.array(certifiedFactSource),
    metrics: z.array(certifiedMetric),
    skipped: z.array(z.string()),
  })
  .meta({ id: 'MetricExport' });
export type MetricExport = z.infer<typeof metricExport>;
