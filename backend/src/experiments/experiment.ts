import type { AnalysisPlan, ExperimentDesign } from '@assay/definitions';
import type { Decision, ExperimentStatus, RefreshSchedule } from '@assay/api-contract';
import type { Ownership } from '../flags/index.js';
import { Failure, invalid } from '../kernel/index.js';

/** The newest run of an experiment, as its pipeline reports it. */
export interface LastRun {
  readonly id: string;
  readonly status: string;
  readonly finishedAt: string | null;
}

export interface Experiment extends Ownership {
  readonly id: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly hypothesis: string;
  readonly design: ExperimentDesign;
  readonly plan: AnalysisPlan;
  readonly schedule: RefreshSchedule;
  readonly note: string;
  readonly hasTimes: boolean;
  readonly status: ExperimentStatus;
  readonly startedAt: Date | null;
  readonly concludedAt: Date | null;
  readonly decision: Decision | null;
  readonly lastRun: LastRun | null;
  /** When the schedule refreshes it next; null = never by itself. */
  readonly nextRefreshAt: Date | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a person may edit. */
export type ExperimentEdit = Pick<
  Experiment,
  'name' | 'hypothesis' | 'design' | 'plan' | 'schedule' | 'note' | 'hasTimes' | keyof Ownership
>;

/** Draft → running. It needs something to judge. */
export const start = (experiment: Experiment, at: Date): Experiment => {
  if (experiment.status !== 'draft') {
    throw new Failure('conflict', `Only a draft can be started; this experiment is ${experiment.status}.`, {
      status: experiment.status,
    });
  }
  if (!experiment.design.metrics.some((one) => one.role === 'primary')) {
    throw invalid('design.metrics', 'Choose a primary metric before you start.');
  }
  return { ...experiment, status: 'running', startedAt: at };
};

/** Draft or running → concluded, with the decision that was made. */
export const conclude = (experiment: Experiment, decision: Decision, at: Date): Experiment => {
  if (experiment.status === 'concluded') {
    throw new Failure('conflict', 'It is concluded already. Reopening is a new experiment.', { status: 'concluded' });
  }
  const keys = experiment.design.variations.map((variation) => variation.key);
  if (decision.rolledOut !== null && !keys.includes(decision.rolledOut)) {
    throw invalid('rolledOut', `“${decision.rolledOut}” is not a variation: choose ${keys.join(', ')} or none.`);
  }
  const until = at.toISOString();
  const { assignmentUntil, assignmentFrom } = experiment.design;
  const endsNow = (assignmentUntil === null || assignmentUntil > until) && assignmentFrom < until;
  return {
    ...experiment,
    status: 'concluded',
    startedAt: experiment.startedAt ?? at,
    concludedAt: at,
    decision,
    nextRefreshAt: null,
    design: endsNow ? { ...experiment.design, assignmentUntil: until } : experiment.design,
  };
};

/** A concluded experiment keeps its design, so that what was decided stays what is shown. */
export const edit = (experiment: Experiment, change: ExperimentEdit): Experiment => {
  const isSameDesign = JSON.stringify(experiment.design) === JSON.stringify(change.design);
  if (experiment.status === 'concluded' && !isSameDesign) {
    throw new Failure(
      'conflict',
      'It is concluded: its design can no longer change. Make a new experiment for another one.',
      {
        status: 'concluded',
      },
    );
  }
  return { ...experiment, ...change };
};

/** Exposures and facts before this instant belong to the analysis; open ranges end at `now`. Milliseconds are kept. */
export const eventsEndOf = (design: ExperimentDesign, now: Date): Date => {
  const end = design.eventsUntil ?? design.assignmentUntil;
  return end === null || Date.parse(end) > now.getTime() ? now : new Date(end);
};
