import type { Egress, FailureCause, StatementView } from '@assay/api-contract';
import type { SourceOfStatement } from '../costs/cost.js';
import type { StepBefore, StepEnd } from '../execution/execute.js';
import type { Step } from '../planning/plan.js';

/** One statement of a run, as the run log keeps it. */
export interface RunStatement {
  readonly id: string;
  readonly runId: string;
  readonly position: number;
  readonly step: string;
  readonly label: string;
  readonly kind: StatementView['kind'];
  readonly status: StatementView['status'];
  readonly text: string;
  readonly digest: string;
  readonly jobRef: string | null;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly milliseconds: number | null;
  readonly rows: number | null;
  readonly bytesScanned: number | null;
  /** What left the warehouse; null = nothing did. */
  readonly egress: Egress | null;
  readonly cause: FailureCause | null;
  readonly error: string | null;
  readonly metricIds: readonly string[];
  /** As the engine said before it ran; null = it did not. */
  readonly estimatedBytes: number | null;
  /** The same in the engine's own units, for those that count no bytes. */
  readonly estimatedUnits: number | null;
  /** Whose rows it reads; none where it reads scratch tables alone. */
  readonly sources: readonly SourceOfStatement[];
}

/** A step that waits for its turn. */
export const waiting = (
  id: string,
  runId: string,
  position: number,
  step: Step,
  sources: readonly SourceOfStatement[],
): RunStatement => ({
  id,
  runId,
  position,
  step: step.id,
  label: step.label,
  kind: step.statement.kind,
  status: 'waiting',
  text: step.statement.text,
  digest: step.statement.digest,
  jobRef: null,
  startedAt: null,
  finishedAt: null,
  milliseconds: null,
  rows: null,
  bytesScanned: null,
  egress: null,
  cause: null,
  error: null,
  metricIds: step.metricIds,
  estimatedBytes: null,
  estimatedUnits: null,
  sources,
});

/** What changes in the log when a step ends. */
export const afterEnd = (end: StepEnd, at: Date): Partial<RunStatement> => {
  const finished = { finishedAt: at };
  switch (end.state) {
    case 'done':
      return {
        ...finished,
        status: 'succeeded',
        milliseconds: end.cost.milliseconds,
        rows: end.cost.rows ?? end.rows,
        bytesScanned: end.cost.bytesScanned,
        egress: end.egress,
      };
    case 'failed':
      return { ...finished, status: 'failed', cause: end.failure.cause, error: end.failure.message };
    case 'skipped':
      return { ...finished, status: 'skipped', error: `Not run: the step “${end.because}” did not succeed.` };
    case 'withheld':
      return {
        ...finished,
        status: 'skipped',
        error: 'Not run: too few subjects changed since the results that stand.',
      };
    case 'cancelled':
      return { ...finished, status: 'cancelled', cause: 'cancelled' };
    default:
      return end satisfies never;
  }
};

/** What an earlier attempt left of a step; undefined = it was never begun. */
export const beforeOf = ({ status, jobRef }: RunStatement): StepBefore | undefined => {
  switch (status) {
    case 'waiting':
      return undefined;
    case 'running':
      return { state: 'submitted', ref: jobRef };
    case 'succeeded':
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return { state: 'ended', succeeded: status === 'succeeded' };
    default:
      return status satisfies never;
  }
};

/** Whether a log was written for exactly these steps; otherwise a definition was edited in between. */
export const isSamePlan = (log: readonly RunStatement[], steps: readonly Step[]): boolean =>
  log.length === steps.length &&
  steps.every((step, i) => log[i]?.step === step.id && log[i]?.digest === step.statement.digest);
