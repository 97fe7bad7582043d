import { normalCdf, normalDensity, normalUpper, twoSidedZ } from '../distributions/normal.js';
import { around, statisticOf } from './interval.js';
import type { Effect } from '../effects/lift.js';

/** How alpha is spent over the information fraction t in 0 … 1. */
export type Spending =
  /** α·t^power; 1 spends evenly, 3 late. */
  | { readonly kind: 'power'; readonly power: number }
  /** 2(1 − Φ(z_{α/2}/√t)): like O'Brien–Fleming. */
  | { readonly kind: 'obrien_fleming' }
  /** α·ln(1 + (e − 1)t): like Pocock. */
  | { readonly kind: 'pocock' };

export const defaultSpending: Spending = { kind: 'power', power: 2 };

/**
 * Alpha spent up to information fraction t (of one side's alpha).
 *
 * Source:  Lan & DeMets (1983), section 3; Kim & DeMets (1987) for the power family.
 * Domain:  0 < t ≤ 1, 0 < alpha < 1.
 */
export function alphaSpent(spending: Spending, alpha: number, t: number): number {
  const share = Math.min(1, t);
  switch (spending.kind) {
    case 'power':
      return alpha * share ** spending.power;
    case 'obrien_fleming':
      return 2 * normalUpper(twoSidedZ(alpha) / Math.sqrt(share));
    case 'pocock':
      return alpha * Math.log(1 + (Math.E - 1) * share);
    default:
      return spending satisfies never;
  }
}

/** Beyond this many standard errors a boundary is cut: crossing it has probability 6e-16. */
const cut = 8;
const intervals = 600; // even: Simpson's rule; doubling it changes bounds by less than 1e-8
/** Looks closer in information than this share the bound of the look before. */
const sameLook = 1e-5;

/**
 * Critical values (in standard errors, two-sided) for planned looks at the given information fractions: each side may
 * cross its bound with the probability that was spent since the look before, given that it has not crossed earlier.
 *
 * Source:  Armitage, McPherson & Rowe (1969), the recursive density; Lan & DeMets (1983), the spending of alpha; each
 *          side on its own with α/2, as in the programs of Reboussin et al. (2000).
 * Oracle:  oracles/intervals.json
 * Domain:  fractions rising, 0 < t; 0 < alpha < 1.
 */
export function groupSequentialBounds(
  fractions: readonly number[],
  alpha: number,
  spending = defaultSpending,
): number[] {
  const bounds: number[] = [];
  let density: Density | null = null;
  let spent = 0;
  let before = 0;
  for (const t of fractions) {
    const last = bounds.at(-1);
    if (last !== undefined && t - before <= sameLook) {
      bounds.push(last);
      continue;
    }
    const total = alphaSpent(spending, alpha / 2, t);
    const step = Math.sqrt(t - before);
    const bound: number = findBound(density, Math.max(0, total - spent), t, step);
    bounds.push(bound);
    density = advance(density, bound * Math.sqrt(t), -cut * Math.sqrt(t), step);
    spent = total;
    before = t;
  }
  return bounds;
}

/** Sub-density of the score process where it has not crossed, on a grid. */
interface Density {
  readonly from: number;
  readonly width: number;
  readonly values: Float64Array;
}

function crossing(density: Density | null, upper: number, step: number): number {
  if (density === null) return normalUpper(upper / step);
  return integrate(density, (y) => normalUpper((upper - y) / step));
}

/** Smallest bound whose crossing probability is at most `probability`; bisection to 1e-10 standard errors. */
function findBound(density: Density | null, probability: number, t: number, step: number): number {
  const scale = Math.sqrt(t);
  if (crossing(density, cut * scale, step) >= probability) return cut;
  let low = -cut;
  let high = cut;
  while (high - low > 1e-10) {
    const middle = (low + high) / 2;
    if (crossing(density, middle * scale, step) > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function advance(density: Density | null, upper: number, lower: number, step: number): Density {
  const width = (upper - lower) / intervals;
  const values = new Float64Array(intervals + 1);
  for (let index = 0; index <= intervals; index += 1) {
    const x = lower + index * width;
    values[index] =
      density === null
        ? normalDensity(x / step) / step
        : integrate(density, (y) => normalDensity((x - y) / step) / step);
  }
  return { from: lower, width, values };
}

/** Simpson's rule over the grid. Source: Abramowitz & Stegun (1964), 25.4.6. */
function integrate({ from, width, values }: Density, weight: (y: number) => number): number {
  let sum = 0;
  for (let index = 0; index <= intervals; index += 1) {
    const factor = index === 0 || index === intervals ? 1 : index % 2 === 1 ? 4 : 2;
    const value = values[index] ?? 0;
    if (value > 1e-300) sum += factor * value * weight(from + index * width);
  }
  return (sum * width) / 3;
}

/** One planned look: the effect so far and its information as a share of the planned end. */
export interface PlannedLook {
  readonly effect: Effect;
  readonly fraction: number;
}

/** Repeated confidence intervals: at each look, estimate ± that look's bound · SE. */
export interface GroupSequentialLook {
  readonly bound: number;
  /** Two-sided alpha of this look on its own: 2(1 − Φ(bound)). */
  readonly alpha: number;
  readonly low: number;
  readonly high: number;
  readonly isCrossed: boolean;
}

/**
 * Repeated confidence intervals at planned looks.
 *
 * Source:  Jennison & Turnbull (1989), "Interim analyses: the repeated confidence interval approach".
 * Oracle:  oracles/intervals.json
 * Domain:  looks in order, SE > 0.
 */
export function groupSequentialIntervals(
  looks: readonly PlannedLook[],
  alpha: number,
  spending: Spending = defaultSpending,
): GroupSequentialLook[] {
  const bounds = groupSequentialBounds(
    looks.map((look) => look.fraction),
    alpha,
    spending,
  );
  return looks.map(({ effect }, index) => {
    const bound = bounds[index] ?? cut;
    const isCrossed = Math.abs(statisticOf(effect)) > bound;
    return { ...around(effect, bound), bound, alpha: 2 * normalCdf(-bound), isCrossed };
  });
}
