import type { BigQuery, Query } from '@google-cloud/bigquery';
import type { AuthClient } from 'google-auth-library';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';
import { warehouseFailure } from '../../failure-rules.js';
import { WarehouseFailure } from '../../warehouse-failure.js';
import { within } from '../within.js';
import {
  bigqueryErrorOf,
  bigqueryFailures,
  failedJobOf,
  isAlreadyThere,
  isPassing,
  isUnknown,
} from './bigquery.failures.js';
import type { BigQueryJob, BigQueryResult } from './bigquery.job.js';
import type { ServiceAccountKey } from './bigquery.keys.js';

export interface BigQueryAccess {
  /** Project that runs, and pays for, the statements; the scratch dataset is in it. */
  readonly project: string;
  /** Where its datasets are: `EU`, `us-central1`. */
  readonly location: string;
  /** null = the identity of this machine (workload identity, metadata server, application default credentials). */
  readonly key: ServiceAccountKey | null;
  /** Absent: Google's own address. */
  readonly endpoint?: string;
  /** Where the key is exchanged for a token. Absent: Google's own address. */
  readonly tokenEndpoint?: string;
  /** Longest time of one call, repeats and slow answers included. Absent: a minute. */
  readonly callSeconds?: number;
}

/** The service's calls, in which every failure is a `WarehouseFailure`. */
export interface BigQueryCalls {
  /** Start a job under an id of ours; null = an earlier try of it came through. */
  insert(jobId: string, query: Query): Promise<BigQueryJob | null>;
  /** null = the service does not know it, or no longer. */
  look(jobId: string): Promise<BigQueryJob | null>;
  /** Waits up to `waitMs` for the end; null = its result has expired. Rejects when the job failed. */
  results(
    jobId: string,
    page: { readonly rows: number; readonly token: string | null; readonly waitMs: number },
  ): Promise<BigQueryResult | null>;
  /** Does nothing to a job that has ended or is unknown. */
  cancel(jobId: string): Promise<void>;
  /** Datasets of the location that the account may see. */
  datasets(): Promise<readonly string[]>;
  /** Which of some permissions the account has on a table. */
  permissions(dataset: string, table: string, asked: readonly string[]): Promise<readonly string[]>;
}

/** Each call may be made again: a job has an id of ours. The driver would not repeat one that Google calls too many. */
const again = retry(handleWhen(isPassing), {
  maxAttempts: 4,
  backoff: new ExponentialBackoff({ initialDelay: 250, maxDelay: 8_000 }),
});

/** Opens a client; nothing is sent before the first call. Tokens are renewed by it, also in the middle of a poll. */
export async function openBigQueryCalls(access: BigQueryAccess): Promise<BigQueryCalls> {
  const { project, location, endpoint, callSeconds = 60 } = access;
  const sdk = await import('@google-cloud/bigquery');
  const authClient = await authClientOf(access);
  const client = new sdk.BigQuery({
    ...{ projectId: project, location, timeout: callSeconds * 1000, retryOptions: { autoRetry: false } },
    ...(endpoint === undefined ? {} : { apiEndpoint: endpoint }),
    ...(authClient === null ? {} : { authClient }),
  });
  const calling = async <T>(call: () => Promise<T>, text = '', seconds = callSeconds): Promise<T> => {
    const gaveUp = new AbortController();
    try {
      return await within(seconds, again.execute(call, gaveUp.signal));
    } catch (thrown) {
      gaveUp.abort();
      if (thrown instanceof WarehouseFailure) throw thrown;
      throw warehouseFailure(bigqueryFailures, bigqueryErrorOf(thrown), text);
    }
  };
  return {
    insert: (jobId, query) =>
      calling(async () => {
        try {
          const [job] = await client.createQueryJob({ ...query, jobId, location });
          return job.metadata as BigQueryJob;
        } catch (thrown) {
          if (isAlreadyThere(thrown)) return null;
          const failed = failedJobOf(thrown);
          if (failed !== null) return failed; // it is a job all the same, and says why
          throw thrown;
        }
      }, query.query),
    look: (jobId) =>
      calling(async () => {
        try {
          const [job] = await client.job(jobId, { location }).getMetadata();
          return job as BigQueryJob;
        } catch (thrown) {
          if (isUnknown(thrown)) return null;
          throw thrown;
        }
      }),
    results: (jobId, { rows, token, waitMs }) =>
      calling(
        async () => {
          try {
            return await request<BigQueryResult>(client, `/queries/${jobId}`, {
              ...{ location, maxResults: rows, timeoutMs: Math.trunc(waitMs), 'formatOptions.useInt64Timestamp': true },
              ...(token === null ? {} : { pageToken: token }),
            });
          } catch (thrown) {
            if (isUnknown(thrown)) return null;
            throw thrown;
          }
        },
        '',
        callSeconds + waitMs / 1000,
      ),
    cancel: (jobId) =>
      calling(async () => {
        try {
          await client.job(jobId, { location }).cancel();
        } catch (thrown) {
          if (!isUnknown(thrown)) throw thrown;
        }
      }),
    permissions: (dataset, table, asked) =>
      calling(async () => {
        const uri = `/datasets/${encodeURIComponent(dataset)}/tables/${encodeURIComponent(table)}:testIamPermissions`;
        const body = { permissions: [...asked] };
        return (await request<{ permissions?: string[] }>(client, uri, {}, body)).permissions ?? [];
      }),
    datasets: () =>
      calling(async () => {
        const [found] = await client.getDatasets();
        return found
          .filter((one) => (one.metadata as { location?: string }).location?.toLowerCase() === location.toLowerCase())
          .map(({ id }) => id ?? '')
          .sort();
      }),
  };
}

/** The driver's own call of a path that it has no method for; with a body it is posted. */
const request = <T>(
  client: BigQuery,
  uri: string,
  qs: Readonly<Record<string, unknown>>,
  json?: Readonly<Record<string, unknown>>,
): Promise<T> =>
  new Promise((resolve, reject) => {
    client.request(
      { uri, qs, ...(json === undefined ? {} : { method: 'POST', json }) },
      (error: unknown, body: unknown) => {
        if (error) reject(error as Error);
        else resolve(body as T);
      },
    );
  });

/** null = the driver looks for the identity of this machine. */
async function authClientOf({ key, tokenEndpoint }: BigQueryAccess): Promise<AuthClient | null> {
  if (key === null) return null;
  const { JWT } = await import('google-auth-library');
  const scopes = ['https://www.googleapis.com/auth/bigquery'];
  const client = new JWT({ email: key.email, key: key.privateKey, scopes });
  if (tokenEndpoint !== undefined) {
    client.transporter.interceptors.request.add({
      resolved: async (config) => ({ ...config, url: new URL(tokenEndpoint) }),
    });
  }
  return client;
}
