import type {
  AllocationInput,
  GuardAction,
  GuardHarm,
  GuardOutcome,
  ResultsView,
  RolloutGuardInput,
  RolloutGuardView,
} from '@assay/api-contract';

/** An allocation that is stopped when a guardrail metric of its experiment is harmed. */
export interface RolloutGuard extends Readonly<RolloutGuardInput> {
  readonly experimentId: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly status: RolloutGuardView['status'];
  readonly outcome: GuardOutcome | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Guardrails whose interval lies wholly on the bad side in a treatment: of zero, or of their cutoff. */
const harmsIn = ({ metrics }: Pick<ResultsView, 'metrics'>): GuardHarm[] =>
  metrics
    .filter(({ role }) => role === 'guardrail')
    .flatMap(({ metricId, name, arms }) =>
      arms.flatMap(({ variation, estimate }) => {
        if (estimate?.kind !== 'estimate') return [];
        if (estimate.evidence !== 'worse' && estimate.guardrail !== 'breached') return [];
        const { effect, lift, low, high, level } = estimate;
        return [{ metricId, metric: name, variation, effect, lift, low, high, level }];
      }),
    );

/** Harm by relative lifts, and by absolute differences where a relative lift cannot be said. */
export const harmsOf = (
  relative: Pick<ResultsView, 'metrics'>,
  absolute: Pick<ResultsView, 'metrics'>,
): GuardHarm[] => {
  const isSaid = ({ metricId, variation }: GuardHarm): boolean =>
    relative.metrics
      .filter((metric) => metric.metricId === metricId)
      .some(({ arms }) => arms.some((arm) => arm.variation === variation && arm.estimate?.kind === 'estimate'));
  return [...harmsIn(relative), ...harmsIn(absolute).filter((harm) => !isSaid(harm))];
};

/** The share that an allocation lets in at an instant. */
export const exposureAt = ({ trafficExposure, startAt, endAt, phases }: AllocationInput, now: Date): number => {
  const isBegun = startAt === null || Date.parse(startAt) <= now.getTime();
  const isOver = endAt !== null && Date.parse(endAt) <= now.getTime();
  if (!isBegun || isOver) return 0;
  const begun = phases.filter((phase) => Date.parse(phase.at) <= now.getTime());
  return begun.reduce((newest, phase) => (phase.at > newest.at ? phase : newest), { at: '', trafficExposure })
    .trafficExposure;
};

/** Whether an allocation lets in more later on by itself. */
export const isGrowing = ({ phases, startAt }: AllocationInput, now: Date): boolean =>
  phases.some((phase) => Date.parse(phase.at) > now.getTime()) ||
  (startAt !== null && Date.parse(startAt) > now.getTime());

/** The allocation from now on: held at the share it has reached, or closed. */
export const stopped = (allocation: AllocationInput, action: GuardAction, now: Date): AllocationInput => ({
  ...allocation,
  trafficExposure: action === 'pause' ? exposureAt(allocation, now) : 0,
  phases: [],
});

/** What was done to the allocation, in the words of the notice. */
export const explanationOf = (action: GuardAction, before: AllocationInput, now: Date): string => {
  const share = `${Number((exposureAt(before, now) * 100).toFixed(2))}%`;
  if (action === 'roll_back') return `Rolled back: it let in ${share}, now it lets in nobody.`;
  if (isGrowing(before, now)) return `Paused at ${share}: the later phases were taken away.`;
  return `Nothing was left to pause: it stays at ${share}. Roll back by hand if that is too much.`;
};

/** “Refund rate (treatment), Page time (treatment)”. */
export const namesOf = (harms: readonly GuardHarm[]): string =>
  harms.map(({ metric, variation }) => `${metric} (${variation})`).join(', ');

export const guardViewOf = (guard: RolloutGuard): RolloutGuardView => ({
  experimentId: guard.experimentId,
  version: guard.version,
  createdAt: guard.createdAt.toISOString(),
  updatedAt: guard.updatedAt.toISOString(),
  flag: guard.flag,
  environment: guard.environment,
  allocation: guard.allocation,
  action: guard.action,
  status: guard.status,
  outcome: guard.outcome,
});
