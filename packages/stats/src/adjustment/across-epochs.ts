import { at, covarianceOf, meanOf, type JointMoments } from '../moments/joint.js';

/**
 * Joint moments of each arm as if its subjects had come at the same times as everybody's: for experiments whose weights
 * changed, with epochs of constant weights as strata.
 *
 *     m_v = Σ_e w_e·m_ve      w_e = N_e/N of all arms together
 *     Cov(m_v) = Σ_e w_e²·Cov_ve/n_ve      products_v = n_v·(n_v − 1)·Cov(m_v)
 *
 * The products are those of a sample whose mean has this covariance, so that ratios, CUPED and every interval take the
 * result as they take any arm. Epochs are when traffic came, not drawn from a population: their shares are held fixed,
 * and there is no multinomial term as in `postStratify`.
 *
 * Source:  Miratrix, Sekhon & Yu (2013), "Adjusting treatment effect estimates by post-stratification", section 2,
 *          conditional on the strata.
 * Oracle:  `postStratify` less its multinomial term; simulation of a ramp (across-epochs.test.ts).
 * Domain:  every arm has the same epochs in the same order, with two subjects in each; else null. At least one epoch.
 *
 * @param arms Per arm, its moments in each epoch.
 */
export function acrossEpochs(arms: readonly (readonly JointMoments[])[]): readonly JointMoments[] | null {
  const epochs = arms[0]?.length ?? 0;
  if (epochs === 0 || arms.some((arm) => arm.length !== epochs || arm.some(({ n }) => n < 2))) return null;
  const subjects = Array.from({ length: epochs }, (_, e) => arms.reduce((sum, arm) => sum + (arm[e]?.n ?? 0), 0));
  const all = subjects.reduce((sum, n) => sum + n, 0);
  const shares = subjects.map((n) => n / all);
  return arms.map((arm) => weighted(arm, shares));
}

function weighted(arm: readonly JointMoments[], shares: readonly number[]): JointMoments {
  const size = arm[0]?.means.length ?? 0;
  const n = arm.reduce((sum, epoch) => sum + epoch.n, 0);
  const means = new Array<number>(size).fill(0);
  const products = new Array<number>((size * (size + 1)) / 2).fill(0);
  arm.forEach((epoch, e) => {
    const share = shares[e] ?? 0;
    for (let row = 0; row < size; row += 1) {
      means[row] = (means[row] ?? 0) + share * meanOf(epoch, row);
      for (let column = 0; column <= row; column += 1) {
        const place = at(row, column);
        const added = (n * (n - 1) * share ** 2 * covarianceOf(epoch, row, column)) / epoch.n;
        products[place] = (products[place] ?? 0) + added;
      }
    }
  });
  return { n, means, products };
}
