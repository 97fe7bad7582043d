import {
  absoluteDifference,
  alwaysValidP,
  jointFromSums,
  marginalOf,
  meanOf,
  mixtureRho,
  normalQuantile,
  oneSided,
  percentileFromOuter,
  pooledCuped,
  posteriorOf,
  postStratify,
  relativeLift,
  sampleMean,
  sampleProportion,
  sampleRatio,
  sequentialInterval,
  sequentialOneSided,
  welchDf,
  welchInterval,
  type ArmPair,
  type Effect,
  type SampleMean,
} from '@assay/stats';
import { numberOf, ran, recordOf, skipped, textOf, type Case, type Outcome } from './cases.js';
import { aggregatesOf, jointOfAggregates } from './data.js';

/** A comparison from sums, as one peer defines it: t interval, proportions over n, one CUPED slope, lift over raw. */
export interface Compared {
  readonly effect: Effect;
  readonly pair: ArmPair;
  readonly theta: number | null;
  /** Unadjusted control value. */
  readonly baseline: number;
}

export function compareAggregates(one: Case): Compared | string {
  const kind = textOf(one.params, 'kind');
  const isRelative = textOf(one.params, 'difference') === 'relative';
  const given = aggregatesOf(one);
  const arms = [given.control, given.treatment];
  const plain = (pair: ArmPair): Compared => ({
    pair,
    effect: isRelative ? relativeLift(pair) : absoluteDifference(pair),
    theta: null,
    baseline: pair.control.mean,
  });
  if (kind === 'quantile') {
    const [control, treatment] = arms.map(percentileOf) as [SampleMean, SampleMean];
    return plain({ control, treatment, covariance: 0 });
  }
  const [c, t] = [jointOfAggregates(arms[0], kind), jointOfAggregates(arms[1], kind)];
  switch (kind) {
    case 'mean':
      return plain({ control: sampleMean(marginalOf(c, 0)), treatment: sampleMean(marginalOf(t, 0)), covariance: 0 });
    case 'proportion': {
      const [control, treatment] = [c, t].map((arm) => sampleProportion(arm.n, meanOf(arm, 0) * arm.n, 'n')) as [
        SampleMean,
        SampleMean,
      ];
      return plain({ control, treatment, covariance: 0 });
    }
    case 'ratio':
      return plain({ control: sampleRatio(c), treatment: sampleRatio(t), covariance: 0 });
    case 'mean_cuped':
    case 'proportion_cuped':
    case 'ratio_cuped': {
      const isRatio = kind === 'ratio_cuped';
      const divisor = kind === 'proportion_cuped' ? 'n' : 'n-1';
      const options = { kind: isRatio ? 'ratio' : 'mean', slope: isRatio ? 'within' : 'arms', divisor } as const;
      const { pair, theta, liftOverRaw } = pooledCuped(c, t, options);
      const baseline = isRatio ? meanOf(c, 0) / meanOf(c, 1) : meanOf(c, 0);
      return { pair, theta, baseline, effect: isRelative ? liftOverRaw : absoluteDifference(pair) };
    }
    default:
      return `a metric of kind "${kind}"`;
  }
}

function percentileOf(aggregates: unknown): SampleMean {
  const given = recordOf(aggregates);
  const number = (key: string): number => numberOf(given, key, Number.NaN);
  const events = number('n');
  const ranks =
    'n_clusters' in given
      ? jointFromSums({
          n: number('n_clusters'),
          sums: [number('below_sum'), number('events_sum')],
          products: [number('below_sum_squares'), number('below_events_sum_product'), number('events_sum_squares')],
        })
      : null;
  const outer = {
    p: number('quantile'),
    events,
    quantile: number('estimate'),
    lower: number('lower'),
    upper: number('upper'),
    placedFor: numberOf(given, 'n_star', events),
    ranks,
  };
  const value = percentileFromOuter(outer, normalQuantile(0.975));
  // The peer keeps the variance of one event from falling below 1e-5.
  return events < 100 ? value : { ...value, variance: Math.max(value.variance, 1e-5 / events) };
}

/** t interval, two- or one-sided. */
export function runTTest(one: Case): Outcome {
  const compared = compareAggregates(one);
  if (typeof compared === 'string') return skipped(`not ours: ${compared}`);
  const { effect, pair, theta } = compared;
  const alpha = numberOf(one.params, 'alpha', 0.05);
  const df = welchDf(pair);
  const side = textOf(one.params, 'alternative');
  const interval =
    side === 'greater' || side === 'less' ? oneSided(effect, alpha, side, { df }) : welchInterval(effect, alpha, df);
  return ran({
    estimate: effect.estimate,
    standard_error: Math.sqrt(effect.variance),
    p_value: interval.pValue,
    ci: [interval.low, interval.high],
    dof: df,
    theta,
  });
}

/** Sequential interval with the tuning of the case. */
export function runSequential(one: Case, compared: Compared | string = compareAggregates(one)): Outcome {
  if (typeof compared === 'string') return skipped(`not ours: ${compared}`);
  const side = textOf(one.params, 'alternative');
  const { effect, pair, theta } = compared;
  const alpha = numberOf(one.params, 'alpha', 0.05);
  const t = pair.control.n + pair.treatment.n;
  if (side === 'greater' || side === 'less') {
    const rho = mixtureRho(numberOf(one.params, 'tuning_n', 10_000), 2 * alpha);
    const { low, high, pValue } = sequentialOneSided(effect, alpha, t, { direction: side, rho });
    const standard_error = Math.sqrt(effect.variance);
    const omitted = { p_value: 'the peer bisects to 1e-4; ours is closed' };
    return ran({ estimate: effect.estimate, standard_error, p_value: pValue, ci: [low, high], theta }, omitted);
  }
  const rho = mixtureRho(numberOf(one.params, 'tuning_n', 10_000), alpha);
  const { low, high } = sequentialInterval(effect, alpha, t, rho);
  return ran({
    estimate: effect.estimate,
    standard_error: Math.sqrt(effect.variance),
    p_value: alwaysValidP(effect.estimate / Math.sqrt(effect.variance), t, rho),
    ci: [low, high],
    half_width: (high - low) / 2,
    rho: 1 / Math.sqrt(rho), // the cases give the other parametrisation of the same mixture
    theta,
  });
}

/** Normal posterior; the prior may be given on the other scale. */
export function runBayesian(one: Case): Outcome {
  const compared = compareAggregates(one);
  if (typeof compared === 'string') return skipped(`not ours: ${compared}`);
  const { effect, baseline, theta } = compared;
  const given = one.params.prior === null || one.params.prior === undefined ? null : recordOf(one.params.prior);
  const difference = textOf(one.params, 'difference');
  const scale = given === null ? 1 : scaleOf(textOf(given, 'scale') || difference, difference, Math.abs(baseline));
  const prior =
    given === null
      ? ('flat' as const)
      : { mean: numberOf(given, 'mean', 0) * scale, sd: numberOf(given, 'sd', 0.05) * scale };
  const isInverse = one.params.inverse === true;
  const posterior = posteriorOf(effect, numberOf(one.params, 'alpha', 0.05), prior, isInverse);
  // The peer's pair: what is lost by keeping control where treatment is better, and by shipping where it is worse.
  const gain = posteriorOf(effect, 0.05, prior, !isInverse).loss;
  return ran({
    chance_to_win: posterior.chanceToWin,
    estimate: posterior.mean,
    ci: [posterior.low, posterior.high],
    risk: [-gain, -posterior.loss],
    posterior_sd: posterior.sd,
    theta,
  });
}

function scaleOf(prior: string, effect: string, baseline: number): number {
  if (prior === effect) return 1;
  return prior === 'absolute' ? 1 / baseline : baseline;
}

/** Post-stratified difference or lift from sums per stratum. */
export function runPostStratification(one: Case): Outcome {
  const kind = textOf(one.params, 'kind');
  const shapes = { mean: 'mean', proportion: 'mean', ratio: 'ratio', mean_cuped: 'mean_with_covariate' } as const;
  if (!(kind in shapes)) return skipped(`strata with ${kind}: a ratio with its covariate goes through CUPED instead`);
  const strata = (one.inputs.strata as Record<string, unknown>[]).map((stratum) => ({
    control: jointOfAggregates(stratum.control, kind),
    treatment: jointOfAggregates(stratum.treatment, kind),
  }));
  const result = postStratify(strata, shapes[kind as keyof typeof shapes]);
  if (result.kind !== 'post_stratified') return ran({ applied: false });
  const isRelative = textOf(one.params, 'difference') === 'relative';
  const effect = isRelative ? relativeLift(result.pair) : absoluteDifference(result.pair);
  return ran({ estimate: effect.estimate, standard_error: Math.sqrt(effect.variance), applied: true });
}
