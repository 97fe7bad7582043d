import type { FailureCause, RunStatus, RunView } from '@assay/api-contract';
import type { RunEnd } from '../execution/execute.js';

export type RunOrigin = RunView['origin'];
export type Restatement = RunView['restatements'][number];

/** One refresh of an experiment, the reading of a baseline, or the training of a bandit. */
export interface Run {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  /** One of the three; the others are null. */
  readonly experimentId: string | null;
  readonly baselineId: string | null;
  readonly banditId: string | null;
  readonly origin: RunOrigin;
  readonly status: RunStatus;
  readonly requestedBy: string | null;
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly asOf: Date | null;
  readonly connectionId: string | null;
  readonly isCancelRequested: boolean;
  /** Somebody who may change the budget asked for it beyond the budget. */
  readonly mayExceedBudget: boolean;
  /** Somebody asked to read all sources from the start. */
  readonly readsAnew: boolean;
  /** Computes these metrics alone; null = all. */
  readonly metricIds: readonly string[] | null;
  /** The run whose results of the other metrics stand; null = it is of all metrics. */
  readonly basedOn: string | null;
  /** Digest of who is analysed, see `populationOf`; null = it has not begun. */
  readonly population: string | null;
  /** Sources whose history had changed, and the UTC days that were read again. */
  readonly restatements: readonly Restatement[];
  /** The as-of of the results that stand, because too few subjects changed since; null = it has its own, or none. */
  readonly carriedFrom: Date | null;
  readonly cause: FailureCause | null;
  readonly error: string | null;
}

/** Why a run as a whole ended without results; safe to store and to show. */
export interface RunFailure {
  readonly cause: FailureCause;
  readonly message: string;
}

export const isOver = (run: Pick<Run, 'status'>): boolean => run.status !== 'queued' && run.status !== 'running';

/** The run as it begins; a second attempt keeps the first one's start. */
export const begun = (run: Run, connectionId: string, at: Date, population: string | null = null): Run => ({
  ...run,
  population,
  status: 'running',
  startedAt: run.startedAt ?? at,
  connectionId,
});

/** The run as its sources have been brought up to date; results are of a time that all of them have reached. */
export const readUntil = (run: Run, asOf: Date, restatements: readonly Restatement[]): Run => ({
  ...run,
  asOf: run.asOf ?? asOf,
  restatements: run.restatements.length === 0 ? restatements : run.restatements,
});

/** The run as it publishes nothing: the results of an earlier time stand. */
export const carried = (run: Run, from: Date): Run => ({ ...run, carriedFrom: from });

export const ended = (run: Run, status: RunEnd, failure: RunFailure | null, at: Date): Run => ({
  ...run,
  status,
  finishedAt: at,
  cause: failure?.cause ?? null,
  error: failure?.message ?? null,
});

/** Scratch tables carry the random part of the run's id. */
export const scratchNameOf = (runId: string): string => runId.slice(runId.indexOf('_') + 1);
