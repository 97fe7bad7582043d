import { meanOf, productOf, type JointMoments } from '../moments/joint.js';
import type { Effect } from './lift.js';

/** Difference of two arms whose subjects come in clusters, with the cluster-robust error of a regression. */
export interface ClusterRobust {
  readonly control: number;
  readonly treatment: number;
  readonly effect: Effect;
}

/**
 * Cluster-robust (CR1) variance of the treatment coefficient in y ~ 1 + treated, clusters nested in arms:
 *
 *     V = G/(G − 1) · (n − 1)/(n − 2) · Σ_v Σ_g (S_g − m_v·N_g)² / N_v²
 *
 * The delta method on cluster sums (`sampleRatio`) differs only in the small-sample factor, by arm.
 *
 * Source:  Liang & Zeger (1986); Cameron & Miller (2015), "A Practitioner's Guide to Cluster-Robust Inference", eq. 11.
 * Oracle:  oracles/effects.json
 * Domain:  per cluster S = Σ y and N = subjects, in this order; ≥ 2 clusters in all and > 2 subjects.
 */
export function clusterRobustDifference(control: JointMoments, treatment: JointMoments): ClusterRobust {
  const clusters = control.n + treatment.n;
  const subjects = control.n * meanOf(control, 1) + treatment.n * meanOf(treatment, 1);
  const factor = (clusters / (clusters - 1)) * ((subjects - 1) / (subjects - 2));
  const [c, t] = [control, treatment].map((arm) => {
    const mean = meanOf(arm, 0) / meanOf(arm, 1);
    const squares = productOf(arm, 0, 0) - 2 * mean * productOf(arm, 0, 1) + mean ** 2 * productOf(arm, 1, 1);
    return { mean, variance: Math.max(0, squares) / (arm.n * meanOf(arm, 1)) ** 2 };
  }) as [{ mean: number; variance: number }, { mean: number; variance: number }];
  const variance = factor * (c.variance + t.variance);
  const error = Math.sqrt(variance);
  return {
    control: c.mean,
    treatment: t.mean,
    effect: { estimate: t.mean - c.mean, variance, errorBelow: error, errorAbove: error },
  };
}
