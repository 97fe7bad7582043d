import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  absoluteDifference,
  adjustByCovariates,
  adjustFamily,
  agrestiCaffoInterval,
  ancova,
  chiSquareUpper,
  fixedInterval,
  marginalOf,
  meanOf,
  mixtureRho,
  newcombeInterval,
  noncentralTCdf,
  normalQuantile,
  normalUpper,
  pooledProportionTest,
  posteriorOf,
  powerAt,
  powerOfT,
  relativeLift,
  sampleMean,
  samplePercentile,
  sampleRatio,
  selectJoint,
  sequentialBoundary,
  splitBayesFactor,
  srmTest,
  studentQuantile,
  studentTwoSidedP,
  twoSidedZ,
  waldInterval,
  welchDf,
  welchInterval,
  wilsonInterval,
  type JointMoments,
  type Moments,
  type PercentileMoments,
  type Procedure,
} from './index.js';

/** An oracle file, made by another program: see its `made` header. */
const oracle = <T>(name: string): T =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', 'oracles', `${name}.json`), 'utf8')) as T;

/** Equal to this many of the number's own digits: both sides are double precision, by other algorithms. */
const close = (actual: number, wanted: number, relative = 1e-10): void =>
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(relative * Math.max(Math.abs(wanted), 1e-290) + 1e-15);

describe('against scipy and statsmodels', () => {
  it('has the tails and quantiles of the distributions', () => {
    const made = oracle<Record<string, number[][]>>('distributions');

    for (const [z = 0, p = 0] of made.normal_upper ?? []) close(normalUpper(z), p, 1e-12);
    for (const [q = 0, z = 0] of made.normal_quantile ?? []) close(normalQuantile(q), z, 1e-12);
    for (const [t = 0, df = 1, p = 0] of made.t_two_sided ?? []) close(studentTwoSidedP(t, df), p, 1e-9);
    for (const [q = 0, df = 1, t = 0] of made.t_quantile ?? []) close(studentQuantile(q, df), t, 1e-9);
    for (const [x = 0, df = 1, p = 0] of made.chi_upper ?? []) close(chiSquareUpper(x, df), p, 1e-10);
  });

  it('compares means as they do', () => {
    interface Case {
      control: Moments;
      treatment: Moments;
      difference: number;
      welch: { low: number; high: number; p: number; df: number };
      z: { low: number; high: number; p: number };
      lift: number;
      lift_error: number;
    }
    for (const one of oracle<{ means: Case[] }>('effects').means) {
      const pair = { control: sampleMean(one.control), treatment: sampleMean(one.treatment), covariance: 0 };
      const effect = absoluteDifference(pair);
      const welch = welchInterval(effect, 0.05, welchDf(pair));
      const z = fixedInterval(effect, 0.05);
      const lift = relativeLift(pair);
      close(effect.estimate, one.difference);
      close(welchDf(pair), one.welch.df);
      close(welch.low, one.welch.low);
      close(welch.pValue ?? 0, one.welch.p, 1e-9);
      close(z.high, one.z.high);
      close(z.pValue ?? 0, one.z.p, 1e-9);
      close(lift.estimate, one.lift);
      close(Math.sqrt(lift.variance), one.lift_error, 1e-7); // the oracle's gradient is a difference quotient
    }
  });

  it('has the error of a ratio that leaving out subjects one by one has', () => {
    const { ratios } = oracle<{ ratios: { joint: JointMoments; ratio: number; jackknife_error: number }[] }>('effects');
    for (const { joint, ratio, jackknife_error } of ratios) {
      const value = sampleRatio(joint);
      close(value.mean, ratio);
      close(Math.sqrt(value.variance), jackknife_error, 3 / joint.n); // the jackknife differs by order 1/n
    }
  });

  it('has the intervals of proportions', () => {
    interface Case extends Record<string, [number, number]> {
      treatment: [number, number];
      control: [number, number];
    }
    for (const one of oracle<{ proportions: Case[] }>('effects').proportions) {
      const [t, c] = [one.treatment, one.control].map(([successes, n]) => ({ successes, n }));
      if (!t || !c) throw new Error('a case without counts');
      const found = {
        wilson: wilsonInterval(t, 0.05),
        wald: waldInterval(c, t, 0.05),
        'agresti-caffo': agrestiCaffoInterval(c, t, 0.05),
        newcomb: newcombeInterval(c, t, 0.05),
      };
      for (const [name, { low, high }] of Object.entries(found)) {
        close(low, one[name]?.[0] ?? Number.NaN, 1e-8);
        close(high, one[name]?.[1] ?? Number.NaN, 1e-8);
      }
      const { z, pValue } = pooledProportionTest(c, t);
      close(z, one.pooled?.[0] ?? Number.NaN);
      close(pValue, one.pooled?.[1] ?? Number.NaN, 1e-9);
    }
  });

  it('has the sequential boundary in the other parametrisation, and the posterior of a fine grid', () => {
    interface Made {
      sequential: { t: number; alpha: number; boundary: number }[];
      posterior: {
        lift: number;
        error: number;
        prior: [number, number];
        mean: number;
        sd: number;
        chance: number;
        loss: number;
      }[];
    }
    const { sequential, posterior } = oracle<Made>('intervals');
    for (const { t, alpha, boundary } of sequential) {
      close(sequentialBoundary(t, mixtureRho(10_000, alpha), alpha), boundary);
    }
    for (const { lift, error, prior, mean, sd, chance, loss } of posterior) {
      const found = posteriorOf({ estimate: lift, variance: error ** 2 }, 0.05, { mean: prior[0], sd: prior[1] });
      close(found.mean, mean, 1e-8);
      close(found.sd, sd, 1e-8);
      expect(found.chanceToWin).toBeCloseTo(chance, 5); // the grid has steps
      expect(found.loss).toBeCloseTo(loss, 7);
    }
    close(twoSidedZ(0.05), 1.959963984540054, 1e-14);
  });

  it('adjusts by two covariates as the interacted regression does', () => {
    interface Case {
      arms: [JointMoments, JointMoments];
      difference: number;
      ancova: { effect: number; error: number; slope: number };
    }
    for (const { arms, difference, ancova: made } of oracle<{ lin: Case[] }>('cuped').lin) {
      const inputs = arms.map((joint) => ({ joint, weights: [1], raw: sampleMean(marginalOf(joint, 0)) }));
      const result = adjustByCovariates(inputs, { ridge: 0, correctDegrees: true, subjectsPerCovariate: 20 });
      if (result.kind !== 'adjusted') throw new Error(result.because);
      close((result.arms[1]?.mean ?? 0) - (result.arms[0]?.mean ?? 0), difference, 1e-9);
      const fit = ancova(selectJoint(arms[0], [0, 1]), selectJoint(arms[1], [0, 1]));
      close(fit?.effect ?? 0, made.effect, 1e-9);
      close(Math.sqrt(fit?.effectVariance ?? 0), made.error, 1e-9);
      close(fit?.slope ?? 0, made.slope, 1e-9);
    }
  });

  it('has the error of a clustered percentile that a bootstrap of subjects has', () => {
    const { percentiles } = oracle<{ percentiles: (PercentileMoments & { bootstrap_error: number })[] }>('percentiles');
    for (const one of percentiles) {
      const found = samplePercentile(one);
      if (found.kind !== 'percentile') throw new Error(found.because);
      expect(found.mean).toBe(one.quantile);
      // Two estimates of one error, each with some percent of noise of its own.
      expect(Math.sqrt(found.variance) / one.bootstrap_error).toBeGreaterThan(0.8);
      expect(Math.sqrt(found.variance) / one.bootstrap_error).toBeLessThan(1.25);
    }
  });

  it('adjusts families of p-values in eight ways', () => {
    interface Case {
      procedure: Procedure;
      p: number[];
      adjusted: number[];
      reject: boolean[];
    }
    for (const { procedure, p, adjusted, reject } of oracle<{ families: Case[] }>('families').families) {
      const found = adjustFamily(p, procedure, 0.05);
      found.forEach((one, index) => close(one.pValue, adjusted[index] ?? Number.NaN, 1e-9));
      expect(found.map((one) => one.isRejected)).toEqual(reject);
    }
  });

  it('tests splits, at once and sequentially', () => {
    interface Case {
      observed: number[];
      weights: number[];
      chi: number;
      p: number;
      log_bayes_factor: number;
    }
    for (const { observed, weights, chi, p, log_bayes_factor } of oracle<{ srm: Case[] }>('srm').srm) {
      const test = srmTest([{ observed, weights }]);
      close(test.kind === 'srm' ? test.chiSquare : 0, chi);
      close(test.kind === 'srm' ? test.pValue : 0, p, 1e-9);
      close(splitBayesFactor({ observed, weights }), log_bayes_factor, 1e-8); // differences of large log gammas
    }
  });

  it('has the power of z and t tests', () => {
    interface Made {
      power: { errors: number; df: number; t: number; z: number }[];
      noncentral_t: { t: number; df: number; delta: number; p: number }[];
    }
    const { power, noncentral_t } = oracle<Made>('planning');
    for (const { errors, df, t, z } of power) {
      close(powerAt(errors, twoSidedZ(0.05)), z, 1e-9);
      close(powerOfT(errors, df, 0.05), t, 1e-7);
    }
    for (const { t, df, delta, p } of noncentral_t) expect(noncentralTCdf(t, df, delta)).toBeCloseTo(p, 8);
  });
});

it('reads every variable of a block it was given', () => {
  const joint = { n: 3, means: [1, 2], products: [2, 1, 8] };

  expect(meanOf(joint, 1)).toBe(2);
  expect(marginalOf(joint, 1)).toEqual({ n: 3, mean: 2, m2: 8 });
});
