import { metricExport, metricSyncView, problem, type MetricExport, type MetricSyncView } from '@assay/api-contract';
import type { z } from 'zod';
import { locate, type Folder } from './folder.js';

/** Where the server is, and the API key that it knows us by. */
export interface Server {
  readonly url: string;
  readonly key: string;
}

export interface SyncOptions {
  readonly syncTag: string;
  readonly referenceUrl?: string | undefined;
  readonly isDryRun: boolean;
  readonly allowUpgrades: boolean;
}

/** Sends a folder's definitions. @throws Error that lists what the server refuses, by file. */
export async function syncFolder(server: Server, folder: Folder, options: SyncOptions): Promise<MetricSyncView> {
  const { fact_sources, metrics } = folder;
  const body = {
    sync_tag: options.syncTag,
    ...(options.referenceUrl === undefined ? {} : { reference_url: options.referenceUrl }),
    fact_sources,
    metrics,
  };
  const query = `allow_upgrades=${options.allowUpgrades}&dry_run=${options.isDryRun}`;
  return ask(server, `metrics/sync?${query}`, metricSyncView, { method: 'POST', body: JSON.stringify(body) }, folder);
}

export const pullMetrics = (server: Server): Promise<MetricExport> =>
  ask(server, 'metrics/export', metricExport, { method: 'GET' });

async function ask<T>(
  { url, key }: Server,
  path: string,
  answer: z.ZodType<T>,
  request: RequestInit,
  folder: Pick<Folder, 'origins'> = { origins: new Map() },
): Promise<T> {
  const response = await fetch(`${url.replace(/\/+$/, '')}/api/v1/${path}`, {
    ...request,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(300_000), // the warehouse is asked about each source
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return answer.parse(body);
  const refusal = problem.safeParse(body);
  if (!refusal.success) throw new Error(`The server answered ${response.status}. Check --url: it ends before /api/v1.`);
  const { detail, errors } = refusal.data;
  throw new Error(errors.length > 0 ? errors.map((one) => locate(folder, one.path, one.message)).join('\n') : detail);
}
