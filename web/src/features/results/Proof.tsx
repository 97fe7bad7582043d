import type { MetricResult, RunDetail, StatementView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { CodeBlock, Facts, Loaded } from '../../components/index.js';
import { formatBytes, formatCount, formatDuration, formatInstant, plural } from '../../format/index.js';
import './Proof.css';

interface ProofProps {
  readonly runId: string;
  readonly metric: MetricResult;
  readonly title: string;
  readonly onClose: () => void;
}

/** Where a number comes from: the statements that were sent, when, and what came back. */
export function Proof({ runId, metric, title, onClose }: ProofProps) {
  const query = useQuery(api.runs.byId(runId));
  return (
    <section className="card proof-card" aria-label="Proof">
      <div className="card-head">
        <h2>{title}</h2>
        <Button size="compact-sm" variant="default" onClick={onClose}>
          Close
        </Button>
      </div>
      <Loaded query={query}>{(run) => <Statements run={run} metric={metric} />}</Loaded>
    </section>
  );
}

function Statements({ run, metric }: { run: RunDetail; metric: MetricResult }) {
  const own = run.statements.filter((statement) => metric.statementIds.includes(statement.id));
  if (own.length === 0) {
    return <p className="proof-none">The run log holds no statement for this number: it came with no query of ours.</p>;
  }
  const answer = own.findLast((statement) => statement.kind === 'aggregate') ?? own[0]!;
  const before = own.filter((statement) => statement !== answer);
  return (
    <>
      <div className="proof">
        <div>
          <h3>{answer.purpose}</h3>
          <CodeBlock text={answer.sql} label={`SQL of ${answer.purpose}`} />
        </div>
        <div>
          <h3>Where it comes from</h3>
          <Facts facts={factsOf(answer, metric, run)} />
        </div>
      </div>
      {before.length > 0 && (
        <div className="proof-before">
          <h3>Prepared by {plural(before.length, 'statement')} in the warehouse</h3>
          {before.map((statement) => (
            <details key={statement.id}>
              <summary>
                {statement.purpose}
                {statement.milliseconds !== null && <small>{formatDuration(statement.milliseconds)}</small>}
              </summary>
              <CodeBlock text={statement.sql} label={`SQL of ${statement.purpose}`} />
            </details>
          ))}
        </div>
      )}
    </>
  );
}

const factsOf = (statement: StatementView, metric: MetricResult, run: RunDetail): [string, ReactNode][] => [
  ['Warehouse job', statement.jobRef ?? 'none'],
  ['Ran', statement.startedAt ? formatInstant(statement.startedAt) : 'not yet'],
  ['Took', statement.milliseconds === null ? 'not known' : formatDuration(statement.milliseconds)],
  ['Came back', statement.rows === null ? 'nothing yet' : `${formatCount(statement.rows)} rows of counts and sums`],
  ...(statement.bytesScanned === null ? [] : [['Scanned', formatBytes(statement.bytesScanned)] as [string, string]]),
  ['Shared by', plural(statement.metricIds.length, 'metric')],
  [
    'Definition',
    <Link key="d" to={`/metrics/${metric.metricId}`}>
      {metric.name} v{metric.definitionVersion}
    </Link>,
  ],
  ['Digest', <code key="s">{statement.digest}</code>],
  [
    'Run',
    <Link key="r" to={`/runs/${run.id}`}>
      {run.id}
    </Link>,
  ],
];
