import type { CarriedForward, RunDetail, RunView, StatementView } from '@assay/api-contract';
import type { Run } from './run.js';
import type { RunStatement } from './run-statement.js';
import type { Progress } from './run-statement.store.js';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Why a run published nothing, and which results stand; null = it did, or has none. */
export const carriedForwardOf = ({ carriedFrom, asOf }: Pick<Run, 'carriedFrom' | 'asOf'>): CarriedForward | null =>
  carriedFrom &&
  asOf && {
    standingAsOf: carriedFrom.toISOString(),
    checkedAsOf: asOf.toISOString(),
    reason:
      'In some variation fewer subjects changed than a number is published of. The difference to the earlier results ' +
      'would be about those few. The next refresh with enough changes publishes.',
  };

export const runViewOf = (run: Run, progress: Progress | undefined): RunView => ({
  id: run.id,
  experimentId: run.experimentId,
  baselineId: run.baselineId,
  banditId: run.banditId,
  origin: run.origin,
  status: run.status,
  requestedBy: run.requestedBy,
  requestedAt: run.requestedAt.toISOString(),
  startedAt: iso(run.startedAt),
  finishedAt: iso(run.finishedAt),
  asOf: iso(run.asOf),
  stepsDone: progress?.done ?? 0,
  stepsTotal: progress?.total ?? 0,
  currentStep: progress?.current ?? null,
  restatements: [...run.restatements],
  carriedForward: carriedForwardOf(run),
  readsAnew: run.readsAnew,
  metricIds: run.metricIds && [...run.metricIds],
  basedOn: run.basedOn,
  cause: run.cause,
  error: run.error,
});

export const runDetailOf = (run: Run, statements: readonly RunStatement[]): RunDetail => {
  const progress: Progress = {
    total: statements.length,
    done: statements.filter((one) => one.status !== 'waiting' && one.status !== 'running').length,
    current: statements.find((one) => one.status === 'running')?.label ?? null,
  };
  return { ...runViewOf(run, progress), statements: statements.map(statementViewOf) };
};

const statementViewOf = (one: RunStatement): StatementView => ({
  id: one.id,
  step: one.step,
  purpose: one.label,
  kind: one.kind,
  status: one.status,
  sql: one.text,
  digest: one.digest,
  jobRef: one.jobRef,
  startedAt: iso(one.startedAt),
  finishedAt: iso(one.finishedAt),
  milliseconds: one.milliseconds,
  rows: one.rows,
  bytesScanned: one.bytesScanned,
  estimatedBytes: one.estimatedBytes,
  egress: one.egress,
  cause: one.cause,
  error: one.error,
  metricIds: [...one.metricIds],
});
