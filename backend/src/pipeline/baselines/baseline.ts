import type { ExperimentDesign } from '@assay/definitions';

/** Metrics of everyone in an assignment source, over the last whole days: what sample sizes are planned from. */
export interface Baseline {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly assignmentSourceId: string;
  readonly metricIds: readonly string[];
  readonly days: number;
  readonly lookbackDays: number;
  /** Whether intervals are tried on random halves of its subjects too: an A/A check. */
  readonly isCalibrated: boolean;
  readonly createdAt: Date;
}

/** The one variation of a baseline: all subjects together. */
export const everyone = 'everyone';

const day = 86_400_000;

/** The design that a baseline is read by: whole UTC days before `now`, in which each subject is exposed once. */
export const designOf = (baseline: Baseline, now: Date): ExperimentDesign => {
  const until = Math.floor(now.getTime() / day) * day;
  return {
    experimentKey: everyone,
    assignmentSourceId: baseline.assignmentSourceId,
    assignmentFrom: new Date(until - baseline.days * day).toISOString(),
    assignmentUntil: new Date(until).toISOString(),
    eventsUntil: null,
    variations: [{ key: everyone, name: 'Everyone', weight: 1, isControl: true }],
    metrics: baseline.metricIds.map((metricId) => ({ metricId, role: 'secondary' })),
    splitBy: [],
    entryPointId: null,
    segmentId: null,
    weightChanges: [],
    interactsWith: [],
    globalLift: { isWanted: false, exposure: 1 },
    analysedEntityId: null,
    burnInMinutes: 0,
    burnOutMinutes: 0,
    lookbackDays: baseline.lookbackDays,
    sharesCovariates: false,
  };
};
