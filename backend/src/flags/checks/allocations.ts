import { type AllocationInput, type FlagVariation, limits } from '@assay/api-contract';
import type { FieldError } from '../../kernel/index.js';
import { checkRules } from './rules.js';
import { checkSwitchback } from './switchback.js';

/** Everything that is wrong with an environment's allocations, each with the field and the remedy. */
export function checkAllocations(
  allocations: readonly AllocationInput[],
  variations: readonly FlagVariation[],
): FieldError[] {
  const errors: FieldError[] = [];
  const known = variations.map((one) => one.key);
  allocations.forEach((allocation, at) => {
    const path = `allocations.${at}`;
    const first = allocations.findIndex((one) => one.key === allocation.key);
    if (first < at)
      errors.push({ path: `${path}.key`, message: `Allocation ${first + 1} has this key already. Choose another.` });
    if (allocation.kind === 'default' && at < allocations.length - 1) {
      errors.push({
        path: `${path}.kind`,
        message: 'The default takes everybody who is left: put it last, and only one.',
      });
    }
    errors.push(
      ...checkSplits(allocation, known, path),
      ...checkTargeting(allocation, path),
      ...checkTimes(allocation, path),
      ...checkSwitchback(allocation, path),
      ...checkOutcome(allocation, known, path),
    );
  });
  return errors;
}

function checkSplits(
  { kind, splits, trafficExposure }: AllocationInput,
  known: readonly string[],
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  splits.forEach(({ variationKey }, at) => {
    const field = `${path}.splits.${at}.variationKey`;
    if (!known.includes(variationKey)) {
      errors.push({
        path: field,
        message: `The flag has no variation "${variationKey}". It has: ${known.join(', ')}.`,
      });
    } else if (splits.findIndex((one) => one.variationKey === variationKey) < at) {
      errors.push({ path: field, message: `"${variationKey}" is listed twice. Add the two weights.` });
    }
  });
  if (kind !== 'experiment' && splits.length !== 1) {
    errors.push({
      path: `${path}.splits`,
      message: `A ${kind} serves one variation. For several make it an experiment.`,
    });
  }
  if (kind === 'experiment' && splits.length < 2) {
    errors.push({ path: `${path}.splits`, message: 'An experiment compares at least two variations.' });
  }
  if (!(splits.reduce((sum, one) => sum + one.weight, 0) > 0)) {
    errors.push({
      path: `${path}.splits`,
      message: 'All weights are zero. Give at least one variation a weight above zero.',
    });
  }
  if (kind === 'default' && trafficExposure !== 1) {
    errors.push({
      path: `${path}.trafficExposure`,
      message: 'The default takes everybody who is left: leave it at 1.',
    });
  }
  return errors;
}

/** The status quo of a holdout, and what was shipped. */
function checkOutcome(
  { kind, holdout, shipped, switchback, phases, endAt }: AllocationInput,
  known: readonly string[],
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (holdout?.statusQuo === '') {
    const message = `New experiments are in the holdout "${holdout.key}". Add a default at the end: it says what held-out subjects keep.`;
    errors.push({ path: `${path}.holdout.statusQuo`, message });
  } else if (holdout !== null && !known.includes(holdout.statusQuo)) {
    const message = `The flag has no variation "${holdout.statusQuo}". It has: ${known.join(', ')}.`;
    errors.push({ path: `${path}.holdout.statusQuo`, message });
  }
  if (shipped === null) return errors;
  const refusal =
    kind !== 'experiment'
      ? `A ${kind} serves one variation as it is. Only an experiment is decided.`
      : !known.includes(shipped)
        ? `The flag has no variation "${shipped}". It has: ${known.join(', ')}.`
        : switchback !== null || phases.length > 0
          ? 'What is shipped holds at all times: remove the schedule first.'
          : endAt !== null
            ? 'What is shipped has no end: remove the end of the allocation.'
            : null;
  return refusal === null ? errors : [...errors, { path: `${path}.shipped`, message: refusal }];
}

function checkTargeting({ kind, rules, audiences }: AllocationInput, path: string): FieldError[] {
  if (kind === 'default' && rules.length + audiences.length > 0) {
    return [
      {
        path: `${path}.rules`,
        message: 'The default takes everybody who is left: remove its rules and audiences or make it a gate.',
      },
    ];
  }
  // The rules of an audience that goes come to those of the allocations that use it.
  const most = limits.rules.limit;
  if (rules.length > most) {
    return [{ path: `${path}.rules`, message: `An allocation has at most ${most} rules; these are ${rules.length}.` }];
  }
  return checkRules(rules, `${path}.rules`);
}

function checkTimes({ kind, startAt, endAt, trafficExposure, phases }: AllocationInput, path: string): FieldError[] {
  if (kind === 'default' && (startAt !== null || endAt !== null || phases.length > 0)) {
    return [{ path: `${path}.startAt`, message: 'The default always holds: remove its dates or make it a gate.' }];
  }
  const errors: FieldError[] = [];
  phases.forEach(({ at, trafficExposure: share }, nth) => {
    const field = `${path}.phases.${nth}`;
    const before = phases[nth - 1]?.at ?? startAt;
    if (before !== null && Date.parse(at) <= Date.parse(before)) {
      errors.push({ path: `${field}.at`, message: 'Choose a time after the one before.' });
    }
    if (share < (phases[nth - 1]?.trafficExposure ?? trafficExposure)) {
      const message = 'A roll-out only grows: give at least the share of the phase before.';
      errors.push({ path: `${field}.trafficExposure`, message });
    }
  });
  const last = phases.at(-1)?.at ?? startAt;
  if (last !== null && endAt !== null && Date.parse(endAt) <= Date.parse(last)) {
    const message = phases.length > 0 ? 'Choose an end after the last phase.' : 'Choose an end after the start.';
    errors.push({ path: `${path}.endAt`, message });
  }
  return errors;
}
