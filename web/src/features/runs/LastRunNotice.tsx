import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { plural } from '../../format/index.js';
import { causeWords } from './RunChip.js';
import './LastRunNotice.css';

/** Said above older results when the newest run failed, wholly or in part. */
export function LastRunNotice({ runId, status }: { runId: string; status: string }) {
  const isBad = status === 'failed' || status === 'partial';
  const { data: run } = useQuery({ ...api.runs.byId(runId), enabled: isBad });
  if (!isBad) return null;
  const failed = run?.statements.filter((statement) => statement.status === 'failed') ?? [];
  const metrics = new Set(failed.flatMap((statement) => statement.metricIds));
  return (
    <section className={`run-notice run-notice-${status}`} role="status">
      <b>
        {status === 'failed'
          ? 'The newest refresh failed; the numbers below are from the one before.'
          : `The newest refresh failed in part: ${plural(metrics.size, 'metric')} could not be computed.`}
      </b>{' '}
      {run?.cause && causeWords[run.cause]} {run?.error} <Link to={`/runs/${runId}`}>Open the run</Link>
    </section>
  );
}
