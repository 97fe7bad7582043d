import type { BigQueryCell, BigQueryField } from './bigquery.values.js';

/** What we read of a job (REST reference, Job, November 2026). Numbers are text. */
export interface BigQueryJob {
  readonly status?: {
    readonly state?: string;
    readonly errorResult?: { readonly reason?: string; readonly message?: string };
  };
  readonly configuration?: { readonly query?: { readonly query?: string } };
  readonly statistics?: {
    readonly startTime?: string;
    readonly endTime?: string;
    readonly totalBytesProcessed?: string;
    readonly query?: { readonly statementType?: string; readonly totalBytesProcessed?: string };
  };
}

/** What we read of a result (REST reference, jobs.getQueryResults, November 2026). */
export interface BigQueryResult {
  readonly jobComplete?: boolean;
  readonly schema?: { readonly fields?: readonly BigQueryField[] };
  readonly rows?: readonly { readonly f?: readonly BigQueryCell[] }[];
  /** Absent where the statement gives no rows at all. */
  readonly totalRows?: string;
  readonly pageToken?: string;
}
