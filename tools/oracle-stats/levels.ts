import {
  adjustFamily,
  absoluteDifference,
  fixedInterval,
  groupSequentialIntervals,
  jointFromSums,
  marginalOf,
  mergeJoint,
  oneSided,
  pooledProportionTest,
  sampleMean,
  sampleProportion,
  welchDf,
  welchInterval,
  type ArmPair,
  type Direction,
  type Effect,
  type JointMoments,
  type Procedure,
  type SampleMean,
} from '@assay/stats';
import { numberOf, ran, recordOf, skipped, textOf, type Case, type Outcome } from './cases.js';

/** One level of the peer's table: its sums (squares are absent for counts of successes). */
interface Level {
  readonly name: string;
  readonly n: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly given: Readonly<Record<string, unknown>>;
}

const levelsOf = (one: Case): Level[] =>
  (one.inputs.aggregates as unknown[]).map((entry) => {
    const given = recordOf(entry);
    const sum = numberOf(given, 'num', 0);
    return {
      name: textOf(given, 'variant'),
      n: numberOf(given, 'n', 0),
      sum,
      sumOfSquares: numberOf(given, 'num2', sum),
      given,
    };
  });

/** The peer divides the variance of zeros and ones by n, that of anything else by n − 1. */
function valueOf({ n, sum, sumOfSquares }: Level): SampleMean {
  if (sum === sumOfSquares) return sampleProportion(n, sum, 'n');
  return sampleMean({ n, mean: sum / n, m2: sumOfSquares - sum ** 2 / n });
}

export const procedures: Readonly<Record<string, Procedure>> = {
  bonferroni: 'bonferroni',
  fwer_bonferroni: 'bonferroni',
  sidak: 'sidak',
  holm: 'holm',
  fwer_holm_bonferroni: 'holm',
  'holm-sidak': 'holm_sidak',
  fwer_holm_sidak: 'holm_sidak',
  'simes-hochberg': 'hochberg',
  fwer_hochberg_bonferroni: 'hochberg',
  fwer_hochberg_sidak: 'hochberg_sidak',
  hommel: 'hommel',
  fdr_bh: 'benjamini_hochberg',
  fdr_by: 'benjamini_yekutieli',
};

/** The peer's lift is the absolute difference over the control mean, which it takes as known. */
const scaled = (effect: Effect, scale: number): Effect => ({
  estimate: effect.estimate / scale,
  variance: effect.variance / scale ** 2,
  errorBelow: effect.errorBelow / scale,
  errorAbove: effect.errorAbove / scale,
});

interface Judged {
  readonly low: number;
  readonly high: number;
  readonly pValue: number;
}

/** Every level against the first, with the correction of the case. */
export function runLevels(one: Case): Outcome {
  const procedure = procedures[textOf(one.params, 'correction') || 'bonferroni'];
  if (!procedure) return skipped(`the correction "${textOf(one.params, 'correction')}" is not offered`);
  const levels = levelsOf(one);
  const values = 'f' in (levels[0]?.given ?? {}) ? adjustedLevels(levels) : levels.map(valueOf);
  const [control, ...treatments] = values;
  if (!control) return skipped('there are no levels');
  const alpha = numberOf(one.params, 'alpha', 0.05);
  const margin = numberOf(one.params, 'non_inferiority_margin', 0);
  const isOneSided = textOf(one.params, 'preferred') !== '';
  if (isOneSided && procedure !== 'bonferroni')
    return skipped('one-sided intervals after step-wise corrections are not offered');
  const direction: Direction = one.params.preferred === 'decrease' ? 'less' : 'greater';
  const nullValue = (direction === 'greater' ? -1 : 1) * margin;
  const isAbsolute = one.params.absolute !== false;
  const usesT = one.method.startsWith('t_test');
  const judgeAt = (pair: ArmPair, level: number, treatment: Level): Judged => {
    const difference = absoluteDifference(pair);
    const effect = isAbsolute ? difference : scaled(difference, control.mean);
    const df = usesT ? welchDf(pair) : null;
    const limit = isAbsolute ? nullValue * control.mean : nullValue;
    if (isOneSided) return oneSided(effect, level, direction, { nullValue: limit, df });
    const { low, high, pValue } = df === null ? fixedInterval(effect, level) : welchInterval(effect, level, df);
    const count = (of: Level) => ({ n: of.n, successes: of.sum });
    const chi =
      one.method === 'chi_square' && levels[0] ? pooledProportionTest(count(levels[0]), count(treatment)) : null;
    return { low, high, pValue: chi?.pValue ?? pValue ?? Number.NaN };
  };
  const pairs = treatments.map((treatment): ArmPair => ({ control, treatment, covariance: 0 }));
  const plain = pairs.map((pair, index) => judgeAt(pair, alpha, levels[index + 1] as Level));
  const adjusted = adjustFamily(
    plain.map(({ pValue }) => pValue),
    procedure,
    alpha,
  );
  const rows = pairs.map((pair, index) => {
    const { low, high, pValue } = plain[index] as Judged;
    const wide = judgeAt(pair, alpha / pairs.length, levels[index + 1] as Level);
    const hasWide = procedure === 'bonferroni';
    const difference = absoluteDifference(pair).estimate;
    return {
      level_1: levels[0]?.name,
      level_2: levels[index + 1]?.name,
      difference: isAbsolute ? difference : difference / control.mean,
      ci_lower: low,
      ci_upper: high,
      'p-value': pValue,
      'adjusted ci_lower': hasWide ? wide.low : null,
      'adjusted ci_upper': hasWide ? wide.high : null,
      'adjusted p-value': adjusted[index]?.pValue,
      is_significant: adjusted[index]?.isRejected,
      null_hypothesis: isAbsolute ? nullValue * control.mean : nullValue,
      preference: one.params.preferred,
    };
  });
  return ran(rows);
}

/** One slope over all levels, covariances of the covariate over n: the peer's regression adjustment. */
function adjustedLevels(levels: readonly Level[]): SampleMean[] {
  const joints = levels.map((level): JointMoments =>
    jointFromSums({
      n: level.n,
      sums: [level.sum, numberOf(level.given, 'f', 0)],
      products: [level.sumOfSquares, numberOf(level.given, 'fx', 0), numberOf(level.given, 'f2', 0)],
    }),
  );
  const pooled = joints.reduce((all, joint) => mergeJoint(all, joint));
  const slope = (pooled.products[1] ?? 0) / (pooled.products[2] ?? 1);
  return joints.map((joint, index) => {
    const raw = valueOf(levels[index] as Level);
    const shift = slope * (marginalOf(joint, 1).mean - marginalOf(pooled, 1).mean);
    const explained = (slope ** 2 * (joint.products[2] ?? 0) - 2 * slope * (joint.products[1] ?? 0)) / joint.n;
    return { ...raw, mean: raw.mean - shift, variance: raw.variance + explained / joint.n };
  });
}

/** Planned looks with alpha spent as t². */
export function runGroupSequential(one: Case): Outcome {
  const levels = levelsOf(one);
  const days = [...new Set(levels.map((level) => Number(level.given.day)))].sort((a, b) => a - b);
  const alpha = numberOf(one.params, 'alpha', 0.05);
  const looks = days.map((day) => {
    const [c, t] = levels.filter((level) => level.given.day === day) as [Level, Level];
    const effect = absoluteDifference({ control: valueOf(c), treatment: valueOf(t), covariance: 0 });
    return { effect, subjects: c.n + t.n, final: numberOf(c.given, 'final', 0), control: valueOf(c).mean };
  });
  const most = Math.max(...looks.map(({ subjects, final }) => Math.max(subjects, final)));
  const isAbsolute = one.params.absolute !== false;
  const shown = looks.map((look) => ({
    effect: isAbsolute ? look.effect : scaled(look.effect, look.control),
    fraction: look.subjects / most,
  }));
  const repeated = groupSequentialIntervals(shown, alpha, { kind: 'power', power: 2 });
  return ran(
    shown.map(({ effect }, index) => {
      const plain = fixedInterval(effect, alpha);
      return {
        day: days[index],
        difference: effect.estimate,
        ci_lower: plain.low,
        ci_upper: plain.high,
        'p-value': null,
        'adjusted ci_lower': repeated[index]?.low,
        'adjusted ci_upper': repeated[index]?.high,
        'adjusted p-value': null,
        is_significant: repeated[index]?.isCrossed,
      };
    }),
  );
}
