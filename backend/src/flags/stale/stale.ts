import type { AllocationInput, StaleFlag, StaleReason } from '@assay/api-contract';
import type { Flag, FlagEnvironment } from '../flag.js';

/** What an environment gives to every subject alike; null where it depends on the subject. */
interface Alike {
  readonly reason: Exclude<StaleReason, 'off_everywhere'>;
  readonly variation: string | null;
  /** Since when, as far as dates of allocations decide; null = since it was saved. */
  readonly from: number | null;
}

/**
 * Flags that have done the same for everybody for so many days in every environment of production, and flags that
 * have been off everywhere. Both can go from the code: the answer is known.
 */
export function findStale(
  flags: readonly Flag[],
  production: ReadonlySet<string>,
  days: number,
  now: Date,
): StaleFlag[] {
  const latest = now.getTime() - days * 86_400_000;
  return flags.flatMap((flag) => staleIn(flag, production, now).filter(({ since }) => Date.parse(since) <= latest));
}

function staleIn({ key, name, environments }: Flag, production: ReadonlySet<string>, now: Date): StaleFlag[] {
  const about = { flag: key, name };
  if (environments.every((own) => !own.isEnabled)) {
    const since = new Date(Math.max(...environments.map((own) => own.updatedAt.getTime()))).toISOString();
    return [{ ...about, environment: null, reason: 'off_everywhere', variation: null, since }];
  }
  return environments
    .filter((own) => own.isEnabled && production.has(own.environmentId))
    .flatMap((own) => {
      const alike = alikeIn(own, now);
      if (alike === null) return [];
      const since = new Date(Math.max(own.updatedAt.getTime(), alike.from ?? 0)).toISOString();
      const { reason, variation } = alike;
      return [{ ...about, environment: own.environment, reason, variation, since }];
    });
}

function alikeIn({ allocations }: FlagEnvironment, now: Date): Alike | null {
  if (allocations.length === 0) return { reason: 'serves_nobody', variation: null, from: null };
  let from: number | null = null;
  for (const allocation of allocations) {
    const { startAt, endAt, phases } = allocation;
    if (endAt !== null && Date.parse(endAt) <= now.getTime()) {
      from = Math.max(from ?? 0, Date.parse(endAt));
      continue;
    }
    if (canOnlyMiss(allocation)) continue;
    const variation = servedToAll(allocation, now);
    if (variation === null) return null;
    const begun = [startAt, ...phases.map(({ at }) => at)].filter((one) => one !== null).map((one) => Date.parse(one));
    return {
      reason: 'one_variation',
      variation,
      from: begun.length + (from ?? 0) === 0 ? null : Math.max(from ?? 0, ...begun),
    };
  }
  return { reason: from === null ? 'serves_nobody' : 'all_ended', variation: null, from };
}

const canOnlyMiss = ({ trafficExposure, phases }: AllocationInput): boolean =>
  trafficExposure === 0 && phases.length === 0;

/** The one variation that an allocation serves to everybody, for ever; null when somebody may get another one. */
function servedToAll(allocation: AllocationInput, now: Date): string | null {
  const { rules, audiences, layer, holdout, shipped, splits, startAt, endAt, phases, trafficExposure } = allocation;
  const served = splits.filter(({ variationKey, weight }) =>
    shipped === null ? weight > 0 : variationKey === shipped,
  );
  const isForAll = rules.length + audiences.length === 0 && layer === null && holdout === null;
  const isToStay =
    endAt === null &&
    [startAt, ...phases.map(({ at }) => at)].every((at) => at === null || Date.parse(at) <= now.getTime());
  const share = phases.at(-1)?.trafficExposure ?? trafficExposure;
  return isForAll && isToStay && share === 1 && served.length === 1 ? served[0]!.variationKey : null;
}
