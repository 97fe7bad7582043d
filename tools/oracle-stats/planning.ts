import {
  controlSubjects,
  criticalOf,
  marginalOf,
  minimumDetectableLiftExact,
  plannedError,
  pooledCuped,
  powerAt,
  powerOfT,
  sampleMean,
  solve,
  twoSidedZ,
  type PlannedMethod,
} from '@assay/stats';
import { numberOf, ran, recordOf, skipped, textOf, type Case, type Outcome } from './cases.js';
import type { Data } from './data.js';

/** Power, detectable effects and sample sizes; the shape of the case says which peer's question it is. */
export function runPower(one: Case, data: Data): Outcome {
  if ('metrics' in one.inputs) return sampleSizes(one);
  if ('metric' in one.inputs) return powerOfLift(one);
  if ('effect_size_d' in one.params || textOf(one.params, 'solve').startsWith('n_control')) return standardised(one);
  if ('value' in one.inputs) return fromRows(one, data);
  return skipped('a power question of another shape');
}

/** Power at a lift and the detectable lift; sequential by the ratio of the widths. */
function powerOfLift(one: Case): Outcome {
  const metric = recordOf(one.inputs.metric);
  const share = numberOf(metric, 'conversion_rate', Number.NaN);
  const isShare = 'conversion_rate' in metric;
  const mean = isShare ? share : numberOf(metric, 'mean', 0);
  const variance = isShare ? share * (1 - share) : numberOf(metric, 'sd', 0) ** 2;
  const n = numberOf(one.inputs, 'total_users', 0) / numberOf(one.params, 'arms', 2);
  const alpha = numberOf(one.params, 'alpha', 0.05);
  const tuning = one.params.sequential_tuning_n;
  const method: PlannedMethod = typeof tuning === 'number' ? { kind: 'sequential', tuning } : { kind: 'fixed' };
  const design = { control: n, treatment: n };
  const lift = numberOf(one.params, 'relative_effect', 0);
  const fixed = twoSidedZ(alpha);
  const error = (plannedError({ mean, variance }, design, lift) / mean) * (criticalOf(method, alpha, 2 * n) / fixed);
  const test = { alpha, power: numberOf(one.params, 'target_power', 0.8), method };
  return ran({
    power: powerAt(lift / error, fixed),
    mde_relative: minimumDetectableLiftExact({ mean, variance }, design, test),
  });
}

/** Sizes for an effect in standard deviations, z or t. */
function standardised(one: Case): Outcome {
  if (textOf(one.params, 'solve') !== 'n_control') return skipped(`solving for ${textOf(one.params, 'solve')}`);
  const effect = numberOf(one.params, 'effect_size_d', 0);
  const ratio = numberOf(one.params, 'ratio_treat_to_control', 1);
  const [alpha, power] = [numberOf(one.params, 'alpha', 0.05), numberOf(one.params, 'power', 0.8)];
  const errors = (n: number): number => Math.abs(effect) / Math.sqrt(1 / n + 1 / (n * ratio));
  const powerOf = (n: number): number =>
    one.params.test === 'z' ? powerAt(errors(n), twoSidedZ(alpha)) : powerOfT(errors(n), n * (1 + ratio) - 2, alpha);
  const first = controlSubjects(effect, { control: 1, treatment: 1 }, { alpha, power, ratio });
  return ran({ n_control: solve((n) => powerOf(n) - power, Math.max(4, first / 4), 4 * first + 10) });
}

/** Power from the rows of one arm, with or without a covariate; Welch's t. */
function fromRows(one: Case, data: Data): Outcome {
  const file = textOf(one.inputs, 'data');
  const covariate = textOf(one.params, 'covariate');
  const columns = [textOf(one.inputs, 'value'), covariate].filter((column) => column !== '');
  const joint = data.joint(file, textOf(recordOf(one.inputs.filter), 'variant') || null, columns);
  const arm =
    covariate === ''
      ? sampleMean(marginalOf(joint, 0))
      : pooledCuped(joint, { ...joint, n: 0 }, { kind: 'mean', slope: 'arms' }).pair.control;
  const variance = arm.variance * joint.n;
  const [alpha, wanted] = [numberOf(one.params, 'alpha', 0.05), numberOf(one.params, 'power', 0.8)];
  const ratio = numberOf(one.params, 'ratio', 1);
  const isPooled = one.params.equal_var === true;
  const powerOf = (effect: number, n: number): number => {
    const [c, t] = [n / (1 + ratio), (n * ratio) / (1 + ratio)];
    const error = Math.sqrt(variance / c + variance / t);
    if (one.params.use_t === false) return powerAt(effect / error, twoSidedZ(alpha));
    const df = isPooled
      ? n - 2
      : (variance / c + variance / t) ** 2 / ((variance / c) ** 2 / (c - 1) + (variance / t) ** 2 / (t - 1));
    return powerOfT(effect / error, df, alpha);
  };
  const total = numberOf(one.params, 'n_obs_total', 0);
  const given = numberOf(one.params, 'rel_effect_size', Number.NaN) * arm.mean;
  const answer = (power: number, effect: number, n: number): Outcome =>
    ran([{ power, effect_size: effect, rel_effect_size: effect / arm.mean, n_obs: n }]);
  switch (textOf(one.params, 'solve')) {
    case 'power':
      return answer(powerOf(given, total), given, total);
    case 'rel_effect':
    case 'effect': {
      const most = 10 * Math.sqrt((4 * variance) / total);
      return answer(
        wanted,
        solve((effect) => powerOf(effect, total) - wanted, 0, most),
        total,
      );
    }
    case 'n_obs': {
      const first = 2 * controlSubjects(given, { control: variance, treatment: variance }, { alpha, power: wanted });
      return answer(
        wanted,
        given,
        Math.ceil(solve((n) => powerOf(given, n) - wanted, Math.max(8, first / 8), 8 * first + 50)),
      );
    }
    default:
      return skipped(`solving for ${textOf(one.params, 'solve')}`);
  }
}

const labels = 'a label of the peer, not a number';

/** Sizes of several metrics at once; alpha shared among those that can win. */
function sampleSizes(one: Case): Outcome {
  const metrics = one.inputs.metrics as Record<string, unknown>[];
  if (metrics.some((metric) => metric.nim !== null))
    return skipped('non-inferiority sizes: the peer also corrects power');
  const alpha = numberOf(one.params, 'alpha', 0.05) / metrics.length;
  const power = numberOf(one.params, 'power', 0.8);
  const [c = 0.5, t = 0.5] = one.params.weights as number[];
  const rows = metrics.map((metric) => {
    const [mean, variance] = [numberOf(metric, 'avg', 0), numberOf(metric, 'var', 0)];
    const effect = mean * numberOf(metric, 'mde', 0);
    const after = mean + effect;
    const treated = metric.bin === true ? after * (1 - after) : variance;
    // A wanted direction makes the test one-sided: 2α two-sided has the same critical value.
    const two = metric.pref === null || metric.pref === undefined ? alpha : 2 * alpha;
    const control = controlSubjects(
      effect,
      { control: variance, treatment: treated },
      { alpha: two, power, ratio: t / c },
    );
    const treatment = Math.ceil((control * t) / c);
    return {
      ...metric,
      point_estimate: mean,
      original_point_estimate: mean,
      variance,
      original_variance: variance,
      'non-inferiority margin': null,
      null_hypothesis: 0,
      alternative_hypothesis: effect,
      power,
      adjusted_power: power,
      alpha: numberOf(one.params, 'alpha', 0.05),
      adjusted_alpha_power_sample_size: alpha,
      required_sample_size_for_metric: Math.ceil(treatment + (treatment * c) / t),
      ci_width: null,
    };
  });
  return ran(rows, { method_column_name: labels, preference: labels, preference_used_in_test: labels });
}
