import type { StatementView } from '@assay/api-contract';
import type { ReactNode } from 'react';
import { Chip, CodeBlock, Facts, type Tone } from '../../components/index.js';
import { formatBytes, formatCount, formatDuration, formatInstant, plural } from '../../format/index.js';
import { causeWords } from './RunChip.js';
import './Statements.css';

const states: Readonly<Record<StatementView['status'], { tone: Tone; word: string }>> = {
  waiting: { tone: 'neutral', word: 'Waiting' },
  running: { tone: 'accent', word: 'Running' },
  succeeded: { tone: 'good', word: 'Done' },
  failed: { tone: 'bad', word: 'Failed' },
  skipped: { tone: 'neutral', word: 'Skipped' },
  cancelled: { tone: 'neutral', word: 'Cancelled' },
};

/** The statements of a run in their order; each opens to its SQL. Failed ones are open from the start. */
export const Statements = ({ statements }: { statements: readonly StatementView[] }) => (
  <ol className="statements">
    {statements.map((statement, at) => (
      <li key={statement.id}>
        <details open={statement.status === 'failed'}>
          <summary>
            <span className="statement-number num">{at + 1}</span>
            <span className="statement-name">
              <b>{statement.purpose}</b>
              <small>
                {statement.step} · {statement.kind}
              </small>
            </span>
            <span className="num statement-figures">{figuresOf(statement)}</span>
            <Chip tone={states[statement.status].tone}>{states[statement.status].word}</Chip>
          </summary>
          <Opened statement={statement} />
        </details>
      </li>
    ))}
  </ol>
);

const figuresOf = ({ kind, rows, milliseconds, bytesScanned }: StatementView): string =>
  [
    rows === null || kind === 'scratch' ? null : plural(rows, 'row'),
    bytesScanned === null ? null : formatBytes(bytesScanned),
    milliseconds === null ? null : formatDuration(milliseconds),
  ]
    .filter((text) => text !== null)
    .join(' · ');

function Opened({ statement }: { statement: StatementView }) {
  return (
    <div className="statement-body">
      {statement.error && (
        <p className="statement-error">
          <b>{statement.error}</b>
          {statement.cause && <> {causeWords[statement.cause]}</>}
        </p>
      )}
      <CodeBlock text={statement.sql} label={`SQL of ${statement.purpose}`} />
      <Facts facts={factsOf(statement)} />
    </div>
  );
}

const factsOf = (statement: StatementView): [string, ReactNode][] => [
  ['Warehouse job', statement.jobRef ?? 'none'],
  ['Began', statement.startedAt ? formatInstant(statement.startedAt) : 'not yet'],
  ['Metrics', statement.metricIds.length === 0 ? 'all' : formatCount(statement.metricIds.length)],
  ...(statement.estimatedBytes === null
    ? []
    : [['Expected to read', formatBytes(statement.estimatedBytes)] as [string, ReactNode]]),
  ['Left the warehouse', egressWords(statement)],
  ['Digest', <code key="digest">{statement.digest}</code>],
];

const egressWords = ({ egress, kind }: StatementView): string => {
  if (egress === null) return kind === 'scratch' ? 'nothing' : 'nothing yet';
  const columns = egress.columns.map(({ name, type, holds }) => `${name} (${type}, ${holds})`).join(', ');
  return `${plural(egress.rows, 'row')}, ${formatBytes(egress.bytes)}: ${columns}`;
};
