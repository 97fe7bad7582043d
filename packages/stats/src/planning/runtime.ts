import { normalQuantile } from '../distributions/normal.js';

/** How far an experiment is on the way to the wanted precision. */
export interface Progress {
  /** (target half-width / current half-width)², at most 1: the share of the subjects that are needed. */
  readonly share: number;
  /** Days that are left; null while nothing is known, 0 when reached. */
  readonly daysLeft: number | null;
  /** 90 % range of the days left, from the uncertainty of the daily traffic. */
  readonly range: { readonly low: number; readonly high: number } | null;
}

/**
 * Progress to a wanted half-width, and the days that are left. Variance falls as 1/n, so share = (target/current)² of the
 * needed subjects are here: n·(1/share − 1) more are needed, at the mean of the last days' traffic. The range takes that
 * mean as normal with the days' own variance.
 *
 * Source:  variance of a mean; prediction of a mean: any textbook. We differ from the straight line elapsed·(1/share − 1),
 *          which takes the first days' traffic for all days.
 * Domain:  half-widths > 0 (both null-free), subjects ≥ 0; `perDay` newest last, at least one day with traffic, else
 *          daysLeft is null.
 */
export function progressTo(
  halfWidth: { readonly current: number; readonly target: number },
  subjects: number,
  perDay: readonly number[],
): Progress {
  if (!(halfWidth.current > 0) || !(halfWidth.target > 0)) return { share: 0, daysLeft: null, range: null };
  const share = Math.min(1, (halfWidth.target / halfWidth.current) ** 2);
  if (share >= 1) return { share, daysLeft: 0, range: { low: 0, high: 0 } };
  const needed = subjects * (1 / share - 1);
  const days = perDay.slice(-14);
  const rate = days.reduce((sum, count) => sum + count, 0) / Math.max(1, days.length);
  if (!(rate > 0) || !(needed > 0)) return { share, daysLeft: null, range: null };
  if (days.length < 2) return { share, daysLeft: needed / rate, range: null };
  const variance = days.reduce((sum, count) => sum + (count - rate) ** 2, 0) / (days.length - 1);
  const error = Math.sqrt(variance / days.length) * normalQuantile(0.95);
  const slow = Math.max(rate - error, rate / 10);
  return { share, daysLeft: needed / rate, range: { low: needed / (rate + error), high: needed / slow } };
}

/** Traffic and one metric as they were in past windows: what a plan is made from. */
export interface HistoryWindow {
  readonly days: number;
  /** Distinct subjects that entered in the window. */
  readonly subjects: number;
  readonly mean: number;
  readonly variance: number;
}

/** Sizes of control and treatment for the share of traffic and the weights of a plan. */
export function designFrom(
  window: HistoryWindow,
  {
    exposure,
    weights,
  }: { readonly exposure: number; readonly weights: { readonly control: number; readonly treatment: number } },
): { readonly control: number; readonly treatment: number } {
  const entering = window.subjects * exposure;
  return { control: entering * weights.control, treatment: entering * weights.treatment };
}
