import type { CostsView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { warningOf } from './cost.js';

type History = Pick<CostsView, 'days' | 'experiments' | 'metrics' | 'sources'>;

const shownAtMost = 100;

const statements = `
  SELECT s.*, r.experiment_id, coalesce(s.bytes_scanned, 0) AS bytes, coalesce(s.milliseconds, 0) / 1000 AS seconds
  FROM run_statement AS s JOIN run AS r ON r.id = s.run_id
  WHERE r.connection_id = $1 AND s.finished_at >= $2 AND s.started_at IS NOT NULL`;

/** What a connection's refreshes cost since an instant: by day, by experiment, by metric, by source. */
@Injectable()
export class CostsHistory {
  async since(tx: Transaction, connectionId: string, from: Date): Promise<History> {
    const days = await tx.query<History['days']>(
      `SELECT to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*)::int AS statements,
         sum(bytes)::float8 AS bytes, sum(seconds)::float8 AS seconds
       FROM (${statements}) AS t GROUP BY 1 ORDER BY 1`,
      [connectionId, from],
    );
    const experiments = await tx.query<History['experiments']>(
      `SELECT t.experiment_id AS "experimentId", e.name, count(DISTINCT t.run_id)::int AS runs,
         sum(bytes)::float8 AS bytes, sum(seconds)::float8 AS seconds
       FROM (${statements}) AS t JOIN experiment AS e ON e.id = t.experiment_id
       GROUP BY 1, 2 ORDER BY sum(bytes) DESC, sum(seconds) DESC LIMIT ${shownAtMost}`,
      [connectionId, from],
    );
    const metrics = await tx.query<History['metrics']>(
      `SELECT x.id AS "metricId", d.name, count(DISTINCT t.run_id)::int AS runs,
         sum(bytes / jsonb_array_length(t.metric_ids))::float8 AS bytes,
         sum(seconds / jsonb_array_length(t.metric_ids))::float8 AS seconds
       FROM (${statements}) AS t CROSS JOIN LATERAL jsonb_array_elements_text(t.metric_ids) AS x (id)
       JOIN definition AS d ON d.id = x.id
       GROUP BY 1, 2 ORDER BY sum(bytes / jsonb_array_length(t.metric_ids)) DESC, 5 DESC LIMIT ${shownAtMost}`,
      [connectionId, from],
    );
    // A statement that reads several sources at once counts in equal parts for each.
    const sources = await tx.query<Omit<History['sources'][number], 'warning'>[]>(
      `SELECT x.source ->> 'id' AS "sourceId", (array_agg(x.source ->> 'name' ORDER BY t.finished_at DESC))[1] AS name,
         count(*)::int AS scans, (array_agg((x.source ->> 'isPartitioned')::boolean ORDER BY t.finished_at DESC))[1] AS "isPartitioned",
         sum(bytes / jsonb_array_length(t.sources))::float8 AS bytes,
         sum(seconds / jsonb_array_length(t.sources))::float8 AS seconds
       FROM (${statements}) AS t CROSS JOIN LATERAL jsonb_array_elements(t.sources) AS x (source)
       GROUP BY 1 ORDER BY sum(bytes) DESC, sum(seconds) DESC LIMIT ${shownAtMost}`,
      [connectionId, from],
    );
    return {
      days,
      experiments,
      metrics,
      sources: sources.map((source) => ({ ...source, warning: warningOf(source, source.scans, source) })),
    };
  }
}
