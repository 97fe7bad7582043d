import {
  absoluteDifference,
  agrestiCaffoInterval,
  ancova,
  clusterRobustDifference,
  covarianceOf,
  fiellerInterval,
  fixedInterval,
  logRatio,
  marginalOf,
  mergeJoint,
  newcombeInterval,
  oneSided,
  pooledCuped,
  pooledProportionTest,
  relativeLift,
  sampleMean,
  sampleRatio,
  studentTwoSidedP,
  twoSidedT,
  twoSidedZ,
  waldInterval,
  welchDf,
  wilsonInterval,
  type ArmPair,
  type Direction,
  type Effect,
  type Moments,
} from '@assay/stats';
import { numberOf, ran, skipped, textOf, type Case, type Outcome } from './cases.js';
import { armsOfColumns, type Arms, type Data } from './data.js';

/** A pair with its slope and the share of the variance over all subjects that the covariate explains. */
interface Adjusted extends ArmPair {
  readonly theta: number | null;
  readonly explained: number | null;
}

/** Means, ratios and their adjusted forms of a case that names columns. */
export function pairOfColumns(one: Case, data: Data): Adjusted {
  const of = (key: string): string => textOf(one.inputs, key);
  const numerator = of('value') || of('numer') || of('numerator');
  const denominator = of('denom') || of('denominator');
  const [x, w] = [of('covariate') || of('numer_covariate'), of('denom_covariate')];
  const arms = armsOfColumns(
    data,
    one,
    [numerator, denominator, x, w].filter((column) => column !== ''),
  );
  const raw = rawPair(arms, denominator !== '');
  if (x === '') return { ...raw, theta: null, explained: null };
  const kind = denominator === '' ? 'mean' : 'ratio';
  const { pair, theta } = pooledCuped(arms.control, arms.treatment, { kind, slope: 'arms' });
  const all = mergeJoint(arms.control, arms.treatment);
  return { ...pair, theta, explained: (theta * covarianceOf(all, 1, 0)) / covarianceOf(all, 0, 0) };
}

function rawPair({ control, treatment }: Arms, isRatio: boolean): ArmPair {
  const [c, t] = [control, treatment].map((joint) => (isRatio ? sampleRatio(joint) : sampleMean(marginalOf(joint, 0))));
  return { control: c, treatment: t, covariance: 0 } as ArmPair;
}

/** Two arms with one common variance, as Student's own test has it. */
function withPooledVariance({ control: c, treatment: t }: ArmPair): ArmPair {
  const pooled = (c.variance * c.n * c.df + t.variance * t.n * t.df) / (c.df + t.df);
  return {
    control: { ...c, variance: pooled / c.n },
    treatment: { ...t, variance: pooled / t.n },
    covariance: 0,
  };
}

interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly pValue: number;
}

function boundsOf(effect: Effect, alpha: number, side: string, df: number | null): Bounds {
  if (side === 'greater' || side === 'less') return oneSided(effect, alpha, side as Direction, { df });
  if (df === null) {
    const { low, high, pValue } = fixedInterval(effect, alpha);
    return { low, high, pValue: pValue ?? Number.NaN };
  }
  const half = twoSidedT(alpha, df) * effect.errorBelow;
  const pValue = studentTwoSidedP(effect.estimate / effect.errorBelow, df);
  return { low: effect.estimate - half, high: effect.estimate + half, pValue };
}

/** Difference of means or ratios with every key that the two row-based peers give. */
export function runDifference(one: Case, data: Data): Outcome {
  const found = pairOfColumns(one, data);
  const isPooled = one.params.equal_var === true;
  const pair = isPooled ? withPooledVariance(found) : found;
  const alpha = numberOf(one.params, 'alpha', 1 - numberOf(one.params, 'confidence_level', 0.95));
  const usesT = one.params.critical !== 'normal' && one.params.use_t !== false && one.method !== 'z_test';
  const df = isPooled ? pair.control.df + pair.treatment.df : welchDf(pair);
  const side = textOf(one.params, 'alternative');
  const effect = absoluteDifference(pair);
  const bounds = boundsOf(effect, alpha, side, usesT ? df : null);
  const logs = boundsOnLogScale(found, alpha, side, usesT, isPooled);
  const statistic = effect.estimate / Math.sqrt(effect.variance);
  return ran({
    control: pair.control.mean,
    treatment: pair.treatment.mean,
    estimate: effect.estimate,
    effect_size: effect.estimate,
    standard_error: Math.sqrt(effect.variance),
    effect_size_ci_lower: bounds.low,
    effect_size_ci_upper: bounds.high,
    ci: [bounds.low, bounds.high],
    rel_effect_size: pair.treatment.mean / pair.control.mean - 1,
    rel_effect_size_ci_lower: logs.low,
    rel_effect_size_ci_upper: logs.high,
    pvalue: bounds.pValue,
    p_value: bounds.pValue,
    statistic,
    t: statistic,
    z: statistic,
    dof: df,
    theta: found.theta,
    variance_reduction: found.explained,
  });
}

/** Interval of the ratio on the log scale, minus 1; degrees of freedom from the relative variances. */
function boundsOnLogScale(pair: ArmPair, alpha: number, side: string, usesT: boolean, isPooled: boolean): Bounds {
  const [c, t] = [pair.control, pair.treatment];
  const relative: ArmPair = {
    control: { ...c, variance: c.variance / c.mean ** 2 },
    treatment: { ...t, variance: t.variance / t.mean ** 2 },
    covariance: 0,
  };
  const common = isPooled ? withPooledVariance(relative) : relative;
  const variance = common.control.variance + common.treatment.variance;
  const error = Math.sqrt(variance);
  const effect = isPooled
    ? { estimate: Math.log(t.mean / c.mean), variance, errorBelow: error, errorAbove: error }
    : logRatio(pair);
  const df = isPooled ? c.df + t.df : welchDf(relative);
  const { low, high, pValue } = boundsOf(effect, alpha, side, usesT ? df : null);
  return { low: side === 'less' ? low : Math.exp(low) - 1, high: Math.exp(high) - 1, pValue };
}

/** Fieller's interval of the lift. */
export function runFieller(one: Case, data: Data): Outcome {
  const pair = pairOfColumns(one, data);
  const alpha = numberOf(one.params, 'alpha', 0.05);
  const critical = one.params.critical === 'normal' ? twoSidedZ(alpha) : twoSidedT(alpha, welchDf(pair));
  const set = fiellerInterval(pair, critical);
  const ci = set.kind === 'interval' ? [set.low, set.high] : ['-Infinity', 'Infinity'];
  return ran({ estimate: relativeLift(pair).estimate, ci });
}

/** Clustered assignment: delta method on cluster sums, or the cluster-robust regression. */
export function runClusters(one: Case, data: Data): Outcome {
  const file = textOf(one.inputs, 'data');
  const column = textOf(one.inputs, 'value') || (one.name.includes('converted') ? 'converted' : 'value');
  const formula = textOf(one.params, 'formula').split('~')[0]?.trim();
  const treatment = textOf(one.inputs, 'treatment') || 'treat_a';
  const value = formula || column;
  const arms = { control: data.clusters(file, 'control', value), treatment: data.clusters(file, treatment, value) };
  const delta: ArmPair = { control: sampleRatio(arms.control), treatment: sampleRatio(arms.treatment), covariance: 0 };
  const isDelta = one.method === 'cluster_ratio_delta';
  const effect = isDelta ? absoluteDifference(delta) : clusterRobustDifference(arms.control, arms.treatment).effect;
  const { low, high, pValue } = fixedInterval(effect, numberOf(one.params, 'alpha', 0.05));
  // The peer's error without clusters is that of a heteroscedasticity-robust (HC1) regression.
  const [c, t] = ['control', treatment].map((arm) => marginalOf(data.joint(file, arm, [value]), 0)) as [
    Moments,
    Moments,
  ];
  const naive = ((c.n + t.n) / (c.n + t.n - 2)) * (c.m2 / c.n ** 2 + t.m2 / t.n ** 2);
  return ran({
    control: delta.control.mean,
    treatment: delta.treatment.mean,
    clusters: { control: arms.control.n, [treatment]: arms.treatment.n },
    estimate: effect.estimate,
    standard_error: Math.sqrt(effect.variance),
    p_value: pValue,
    ci: [low, high],
    naive_standard_error: Math.sqrt(naive),
  });
}

/** Regression with one covariate, where its errors are the classical ones. */
export function runRegression(one: Case, data: Data): Outcome {
  if (one.params.cov_type !== 'nonrobust') {
    return skipped(
      'heteroscedasticity-robust errors of a pooled slope need rows; ours are those of slopes within arms',
    );
  }
  const [outcome = '', right = ''] = textOf(one.params, 'formula')
    .split('~')
    .map((part) => part.trim());
  const terms = right.split('+').map((term) => term.trim());
  if (terms.length !== 2) return skipped('only one covariate beside the treatment');
  const arms = armsOfColumns(data, one, [outcome, terms.find((term) => term !== 'treat') ?? '']);
  const fit = ancova(arms.control, arms.treatment);
  if (fit === null) return skipped('the covariate does not vary');
  const error = Math.sqrt(fit.effectVariance);
  const { low, high, pValue } = boundsOf(
    { estimate: fit.effect, variance: fit.effectVariance, errorBelow: error, errorAbove: error },
    numberOf(one.params, 'alpha', 0.05),
    'two-sided',
    fit.df,
  );
  return ran({
    estimate: fit.effect,
    standard_error: error,
    p_value: pValue,
    ci: [low, high],
    covariate_coef: fit.slope,
  });
}

/** Intervals and tests of proportions. Counts are treatment, control. */
export function runProportions(one: Case): Outcome {
  const [a, b] = one.inputs.counts as number[];
  const [n, m] = one.inputs.n as number[];
  const treatment = { n: n ?? 0, successes: a ?? 0 };
  const alpha = numberOf(one.params, 'alpha', 0.05);
  const asCi = ({ low, high }: { low: number; high: number }): Outcome => ran({ ci: [low, high] });
  if (one.params.method === 'wilson') return asCi(wilsonInterval(treatment, alpha));
  const control = { n: m ?? 0, successes: b ?? 0 };
  if (one.method === 'proportion_z' || one.method === 'chi_square') {
    if (one.params.correction === true) return skipped('no continuity correction: it makes the test conservative');
    if (one.params.pooled === false) return skipped('the unpooled z test is `fixed` with proportions over n');
    const { z, pValue } = pooledProportionTest(control, treatment);
    return ran({ z, p_value: pValue, chi2: z ** 2, dof: 1 });
  }
  switch (one.params.method) {
    case 'wald':
      return asCi(waldInterval(control, treatment, alpha));
    case 'agresti-caffo':
      return asCi(agrestiCaffoInterval(control, treatment, alpha));
    case 'newcomb':
      return asCi(newcombeInterval(control, treatment, alpha));
    default:
      return skipped(`the interval "${String(one.params.method)}" is not offered; Newcombe's is the nearest`);
  }
}
