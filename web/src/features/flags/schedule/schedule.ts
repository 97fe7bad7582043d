import type { AllocationInput } from '@assay/api-contract';

/** A time in which an allocation lets in one share; null = since ever, or for ever. */
export interface Stage {
  readonly from: string | null;
  readonly until: string | null;
  readonly trafficExposure: number;
}

/** Times of constant exposure, in order. */
export function stagesOf({ startAt, endAt, trafficExposure, phases }: AllocationInput): readonly Stage[] {
  const steps = [{ from: startAt, trafficExposure }, ...phases.map(({ at, ...phase }) => ({ from: at, ...phase }))];
  return steps.map((step, at) => ({ ...step, until: steps[at + 1]?.from ?? endAt }));
}

export const isScheduled = ({ startAt, endAt, phases }: AllocationInput): boolean =>
  startAt !== null || endAt !== null || phases.length > 0;

/** Where an instant stands in a schedule. */
export function stateAt({ from, until }: Stage, now: Date): 'past' | 'now' | 'future' {
  if (until !== null && now.getTime() >= Date.parse(until)) return 'past';
  return from !== null && now.getTime() < Date.parse(from) ? 'future' : 'now';
}

/** A phase to begin with: a day after the last instant there is, half-way from its share to everybody. */
export function nextPhase(allocation: AllocationInput, now: Date): AllocationInput['phases'][number] {
  const last = allocation.phases.at(-1);
  const from = Math.max(now.getTime(), Date.parse(last?.at ?? allocation.startAt ?? now.toISOString()));
  const day = new Date(from + 86_400_000);
  day.setUTCSeconds(0, 0);
  const share = last?.trafficExposure ?? allocation.trafficExposure;
  return { at: day.toISOString(), trafficExposure: share >= 0.5 ? 1 : Math.max(0.1, Math.round(share * 200) / 100) };
}
