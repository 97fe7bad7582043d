import { covarianceOf, meanOf, mergeJoint, productOf, type JointMoments } from '../moments/joint.js';

/** Least-squares fit of y = a + d·treated + s·x with one error variance for all. */
export interface Ancova {
  /** Treatment effect d and its classical standard error. */
  readonly effect: number;
  readonly effectVariance: number;
  readonly slope: number;
  readonly slopeVariance: number;
  /** Predicted control mean at the pooled mean of x. */
  readonly controlMean: number;
  /** Its variance, the pooled mean of x being uncertain too. */
  readonly controlVariance: number;
  /** Covariance of control mean and effect. */
  readonly covariance: number;
  readonly df: number;
}

/**
 * Analysis of covariance with one covariate, from the arms' joint moments `[y, x]`:
 *
 *     s = (S_xy,c + S_xy,t)/(S_xx,c + S_xx,t)     d = (ȳ_t − ȳ_c) − s(x̄_t − x̄_c)     σ² = residual/(n − 3)
 *     Var(d) = σ²(1/n_c + 1/n_t + (x̄_t − x̄_c)²/S_xx)
 *
 * Source:  Fisher (1932), section 49.1; Searle (1971), section 8.2.
 * Oracle:  oracles/cuped.json
 * Domain:  n ≥ 4 in all, x varies within an arm; else null.
 */
export function ancova(control: JointMoments, treatment: JointMoments): Ancova | null {
  const within = productOf(control, 1, 1) + productOf(treatment, 1, 1);
  const n = control.n + treatment.n;
  if (!(within > 0) || n < 4) return null;
  const cross = productOf(control, 1, 0) + productOf(treatment, 1, 0);
  const slope = cross / within;
  const gap = meanOf(treatment, 1) - meanOf(control, 1);
  const effect = meanOf(treatment, 0) - meanOf(control, 0) - slope * gap;
  const residual = productOf(control, 0, 0) + productOf(treatment, 0, 0) - slope * cross;
  const sigma2 = residual / (n - 3);
  const pooled = mergeJoint(control, treatment);
  const toCentre = meanOf(pooled, 1) - meanOf(control, 1);
  const slopeVariance = sigma2 / within;
  const meanVariance = covarianceOf(pooled, 1, 1) / n;
  return {
    effect,
    effectVariance: sigma2 * (1 / control.n + 1 / treatment.n) + gap ** 2 * slopeVariance,
    slope,
    slopeVariance,
    controlMean: meanOf(control, 0) + slope * toCentre,
    controlVariance: sigma2 / control.n + (toCentre ** 2 + meanVariance) * slopeVariance + slope ** 2 * meanVariance,
    covariance: -sigma2 / control.n - toCentre * gap * slopeVariance,
    df: n - 3,
  };
}
