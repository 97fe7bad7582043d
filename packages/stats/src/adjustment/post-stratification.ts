import { ancova } from './ancova.js';
import type { ArmPair } from '../effects/sample-mean.js';
import { covarianceOf, meanOf, type JointMoments } from '../moments/joint.js';

/** One stratum: the same joint moments for both arms. */
export interface Stratum {
  readonly control: JointMoments;
  readonly treatment: JointMoments;
}

/** What the blocks hold: y; y and z of a ratio; or y and a covariate that is adjusted for inside each stratum. */
export type StratifiedKind = 'mean' | 'ratio' | 'mean_with_covariate';

export type PostStratified =
  | { readonly kind: 'post_stratified'; readonly pair: ArmPair }
  | { readonly kind: 'not_enough_data'; readonly because: string };

/**
 * Post-stratified means: strata are weighted by their share of all subjects, not by their share in the arm.
 *
 *     m_v = Σ_h w_h·m_vh      w_h = n_h/n of both arms together
 *     Cov = Σ_h w_h²·Cov_h + (Σ_h w_h·m_h·m_h' − m·m')/n        the second part: shares are multinomial
 *
 * A ratio is the delta method on the weighted sums. It removes the chance imbalance of strata between arms; with random
 * assignment that is what CUPED with the strata as one-hot covariates does.
 *
 * Source:  Miratrix, Sekhon & Yu (2013), "Adjusting treatment effect estimates by post-stratification", section 2, plus
 *          the multinomial term for a population from which the shares are drawn.
 * Oracle:  oracles/cuped.json
 * Domain:  two subjects of each arm in every stratum; else `not_enough_data` (merge small strata first).
 */
export function postStratify(strata: readonly Stratum[], kind: StratifiedKind): PostStratified {
  const counts = strata.map(({ control, treatment }) => control.n + treatment.n);
  const n = counts.reduce((sum, count) => sum + count, 0);
  const cells = strata.map((stratum) => cellOf(stratum, kind));
  const complete = cells.filter((cell) => cell !== null);
  if (strata.length === 0 || complete.length < cells.length) {
    return { kind: 'not_enough_data', because: 'a stratum has fewer than two subjects in an arm' };
  }
  const size = complete[0]?.means.length ?? 0;
  const means = new Array<number>(size).fill(0);
  const covariances = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  complete.forEach((cell, h) => {
    const weight = (counts[h] ?? 0) / n;
    cell.means.forEach((mean, row) => {
      means[row] = (means[row] ?? 0) + weight * mean;
      cell.means.forEach((other, column) => {
        const line = covariances[row] ?? [];
        const within = weight ** 2 * (cell.covariances[row]?.[column] ?? 0);
        line[column] = (line[column] ?? 0) + within + (weight * mean * other) / n;
      });
    });
  });
  means.forEach((mean, row) => {
    means.forEach((other, column) => {
      const line = covariances[row] ?? [];
      line[column] = (line[column] ?? 0) - (mean * other) / n;
    });
  });
  const c = formOf(means, 0, kind);
  const t = formOf(means, 1, kind);
  const total = (arm: 'control' | 'treatment'): number => strata.reduce((sum, stratum) => sum + stratum[arm].n, 0);
  const arm = (name: 'control' | 'treatment', form: Form): ArmPair['control'] => ({
    n: total(name),
    mean: form.value,
    variance: quadraticForm(covariances, form.weights, form.weights),
    df: total(name) - strata.length,
  });
  const covariance = quadraticForm(covariances, c.weights, t.weights);
  return { kind: 'post_stratified', pair: { control: arm('control', c), treatment: arm('treatment', t), covariance } };
}

interface Cell {
  /** Control's variables, then treatment's. */
  readonly means: readonly number[];
  readonly covariances: readonly (readonly number[])[];
}

function cellOf({ control, treatment }: Stratum, kind: StratifiedKind): Cell | null {
  if (control.n < 2 || treatment.n < 2) return null;
  if (kind === 'mean_with_covariate') {
    const fit = ancova(control, treatment);
    if (fit !== null) {
      const { controlMean, effect, controlVariance: v, covariance: k, effectVariance: d } = fit;
      return {
        means: [controlMean, controlMean + effect],
        covariances: [
          [v, v + k],
          [v + k, v + 2 * k + d],
        ],
      };
    }
  }
  const size = kind === 'ratio' ? 2 : 1;
  const arms = [control, treatment];
  const variables = arms.flatMap((joint) => Array.from({ length: size }, (_, index) => ({ joint, index })));
  return {
    means: variables.map(({ joint, index }) => meanOf(joint, index)),
    covariances: variables.map((a) =>
      variables.map((b) => (a.joint === b.joint ? covarianceOf(a.joint, a.index, b.index) / a.joint.n : 0)),
    ),
  };
}

interface Form {
  readonly value: number;
  readonly weights: readonly number[];
}

/** An arm's value as a function of the weighted means, and its gradient. */
function formOf(means: readonly number[], arm: 0 | 1, kind: StratifiedKind): Form {
  const weights = means.map(() => 0);
  if (kind !== 'ratio') {
    weights[arm] = 1;
    return { value: means[arm] ?? Number.NaN, weights };
  }
  const [y, z] = [means[2 * arm] ?? Number.NaN, means[2 * arm + 1] ?? Number.NaN];
  weights[2 * arm] = 1 / z;
  weights[2 * arm + 1] = -y / z ** 2;
  return { value: y / z, weights };
}

function quadraticForm(matrix: readonly (readonly number[])[], a: readonly number[], b: readonly number[]): number {
  return a.reduce(
    (sum, left, row) =>
      sum + left * b.reduce((inner, right, column) => inner + (matrix[row]?.[column] ?? 0) * right, 0),
    0,
  );
}
