/** Daily (or weekly) totals: `treated` of the treated regions together, `donors` of each untreated region. */
export interface GeoSeries {
  readonly treated: readonly number[];
  readonly donors: readonly (readonly number[])[];
  /** First index of the treatment period. */
  readonly start: number;
}

export type Geolift =
  | {
      readonly kind: 'geolift';
      readonly weights: readonly number[];
      /** What would have been, over the whole series. */
      readonly counterfactual: readonly number[];
      /** Σ of observed − counterfactual over the treatment period. */
      readonly incremental: number;
      readonly lift: number;
      /** Share of all regions (the treated one included) whose effect, relative to its fit before, is as large. */
      readonly pValue: number;
      /** Root mean square of the misfit before the treatment, relative to the mean. */
      readonly misfit: number;
    }
  | { readonly kind: 'not_enough_data' | 'undefined_lift'; readonly because: string };

/**
 * Synthetic control: the weighted mix of untreated regions that was nearest before, minus what was seen after.
 *
 *     w = argmin Σ_{t<start} (y_t − Σ_j w_j·x_jt)²   w ≥ 0, Σw = 1
 *
 * Inference by placebo: every donor takes the treated region's place; p is the share of regions whose ratio of misfit after
 * to misfit before is at least the treated one's.
 *
 * Source:  Abadie, Diamond & Hainmueller (2010), sections 2.3 and 3.4.
 * Oracle:  designs.test.ts (planted effects)
 * Domain:  ≥ 14 points before, ≥ 1 after, ≥ 5 donors of equal length; series comparable in level (shares of their own mean).
 */
export function geolift({ treated, donors, start }: GeoSeries): Geolift {
  const length = treated.length;
  const isComplete = donors.every((donor) => donor.length === length && donor.every(Number.isFinite));
  if (start < 14 || length <= start || donors.length < 5 || !isComplete || !treated.every(Number.isFinite)) {
    return { kind: 'not_enough_data', because: '14 points before, one after and five complete regions are needed' };
  }
  const level = meanOf(treated.slice(0, start));
  const levels = donors.map((donor) => meanOf(donor.slice(0, start)));
  if (level === 0 || levels.some((one) => one === 0)) {
    return { kind: 'undefined_lift', because: 'a region has nothing before the treatment' };
  }
  const scaled = donors.map((donor, j) => donor.map((value) => value / (levels[j] ?? 1)));
  const own = treated.map((value) => value / level);
  const weights = simplexWeights(own, scaled, start);
  const mix = mixOf(scaled, weights, length);
  const after = own.slice(start).map((value, t) => value - (mix[start + t] ?? 0));
  const expected = mix.slice(start).reduce((sum, value) => sum + value, 0);
  const incremental = after.reduce((sum, value) => sum + value, 0);
  const ratio = ratioOf(own, mix, start);
  const placebos = scaled.map((donor, j) => {
    const others = scaled.filter((_, k) => k !== j);
    return ratioOf(donor, mixOf(others, simplexWeights(donor, others, start), length), start);
  });
  return {
    kind: 'geolift',
    weights,
    counterfactual: mix.map((value) => value * level),
    incremental: incremental * level,
    lift: incremental / expected,
    pValue: (1 + placebos.filter((placebo) => placebo >= ratio).length) / (1 + placebos.length),
    misfit: rootMeanSquare(own.slice(0, start).map((value, t) => value - (mix[t] ?? 0))),
  };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const rootMeanSquare = (values: readonly number[]): number => Math.sqrt(meanOf(values.map((value) => value ** 2)));

function ratioOf(series: readonly number[], mix: readonly number[], start: number): number {
  const errors = series.map((value, t) => value - (mix[t] ?? 0));
  return rootMeanSquare(errors.slice(start)) / Math.max(1e-12, rootMeanSquare(errors.slice(0, start)));
}

const mixOf = (donors: readonly (readonly number[])[], weights: readonly number[], length: number): number[] =>
  Array.from({ length }, (_, t) => donors.reduce((sum, donor, j) => sum + (weights[j] ?? 0) * (donor[t] ?? 0), 0));

/**
 * Least squares over the simplex by projected gradient steps with momentum.
 *
 * Source:  Beck & Teboulle (2009), FISTA; projection: Duchi et al. (2008), figure 1.
 */
function simplexWeights(y: readonly number[], donors: readonly (readonly number[])[], until: number): number[] {
  const size = donors.length;
  const inner = (a: readonly number[], b: readonly number[]): number => {
    let sum = 0;
    for (let t = 0; t < until; t += 1) sum += (a[t] ?? 0) * (b[t] ?? 0);
    return sum;
  };
  const gram = donors.map((a) => donors.map((b) => inner(a, b)));
  const target = donors.map((a) => inner(a, y));
  const step = 1 / Math.max(...gram.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0)));
  let weights = new Array<number>(size).fill(1 / size);
  let ahead = weights;
  let momentum = 1;
  for (let round = 0; round < 2000; round += 1) {
    const current = ahead;
    const moved = current.map((weight, j) => {
      const slope = (gram[j] ?? []).reduce((sum, value, k) => sum + value * (current[k] ?? 0), 0) - (target[j] ?? 0);
      return weight - step * slope;
    });
    const next = ontoSimplex(moved);
    const faster = (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
    const previous = weights;
    ahead = next.map((weight, j) => weight + ((momentum - 1) / faster) * (weight - (previous[j] ?? 0)));
    const change = Math.max(...next.map((weight, j) => Math.abs(weight - (previous[j] ?? 0))));
    weights = next;
    momentum = faster;
    if (change < 1e-10 && round > 50) break;
  }
  return weights;
}

function ontoSimplex(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => b - a);
  let sum = 0;
  let threshold = 0;
  sorted.forEach((value, index) => {
    sum += value;
    const candidate = (sum - 1) / (index + 1);
    if (value > candidate) threshold = candidate;
  });
  return values.map((value) => Math.max(0, value - threshold));
}
