import type { CalibrationQuery, MetricCalibration } from '@assay/api-contract';
import type { Metric } from '@assay/definitions';
import { estimate, wilsonInterval, type Estimate, type GoodEstimate } from '@assay/stats';
import { unpacked, type MeasuredMoments, type ResplitSummary } from '../../pipeline/index.js';
import { armMomentsOf, isBinaryMetric } from '../metric-summaries.js';

interface CalibratedMetric {
  readonly id: string;
  readonly metric: Metric;
}

/**
 * What intervals of a metric do where the truth is known: in random splits of the same subjects, in which nothing
 * differs, and in the same splits with a lift planted into the second half. The halves come from the warehouse once;
 * the estimates are the ones that experiments get.
 */
export const calibrationOf = (
  { id, metric }: CalibratedMetric,
  { variant, roles, halves }: ResplitSummary,
  query: CalibrationQuery,
): MetricCalibration => {
  const described = { metricId: id, name: metric.name, variant, plantedLift: metric.precision };
  if (halves === null) return { ...described, ...nothing, splits: 0, judged: 0, explanation: withheld };
  const judgedAs = judge(metric, query);
  const pairs = halves.map(([a, b]) => [unpacked(roles, a), unpacked(roles, b)] as const);
  const plain = good(pairs.map(([a, b]) => judgedAs(a, b)));
  const counts = { splits: pairs.length, judged: plain.length };
  if (plain.length < pairs.length / 2) return { ...described, ...nothing, ...counts, explanation: gated };
  const planted = good(pairs.map(([a, b]) => judgedAs(a, withLift(b, metric.precision, isBinaryMetric(metric)))));
  const falsePositives = rateOf(plain, ({ low, high }) => low > 0 || high < 0);
  const verdict = verdictOf(falsePositives, 1 - query.level);
  return {
    ...described,
    ...counts,
    verdict,
    falsePositives,
    coverage: rateOf(planted, ({ low, high }) => low <= metric.precision && metric.precision <= high),
    power: rateOf(planted, ({ low }) => low > 0),
    halfWidth: median(plain.map(({ low, high }) => (high - low) / 2)),
    explanation: explanations[verdict],
  };
};

const nothing = { verdict: 'unknown', falsePositives: null, coverage: null, power: null, halfWidth: null } as const;
const withheld =
  'Too few subjects have a value other than 0: random halves of them would tell single values. Choose more weeks.';
const gated = 'Most splits are too small for an interval of this metric. Choose more weeks.';
const explanations: Readonly<Record<MetricCalibration['verdict'], string>> = {
  trusted: 'As many false positives as the level allows.',
  too_narrow:
    'More false positives than the level allows: a few large values decide. Cap the metric, or wait for more subjects.',
  cautious: 'Fewer false positives than the level allows: the intervals are wider than they need be.',
  unknown: 'No interval could be judged.',
};

type Judge = (control: MeasuredMoments, treatment: MeasuredMoments) => Estimate | undefined;

const judge =
  (metric: Metric, { method, level, cuped }: CalibrationQuery): Judge =>
  (control, treatment) => {
    const arm = (variation: string, moments: MeasuredMoments) =>
      armMomentsOf(metric, { metricId: '', variation, moments });
    const [found] = estimate({
      control: arm('first', control),
      treatments: [arm('second', treatment)],
      effect: 'relative',
      method: method === 'fixed' ? { kind: 'fixed' } : { kind: 'sequential', plannedAlpha: 1 - level },
      level,
      ...(cuped === 'true' ? {} : { cuped: false as const }),
      desiredChange: metric.desiredChange,
    });
    return found;
  };

/** Every value of the numerator times 1 + lift; of a share, so many more subjects have a 1. */
const withLift = (moments: MeasuredMoments, lift: number, isBinary: boolean): MeasuredMoments => {
  const factor = 1 + lift;
  const at = moments.roles.indexOf('numerator');
  const scaled = (values: readonly number[]): number[] => values.map((value, i) => (i === at ? value * factor : value));
  const { n } = moments;
  let row = 0;
  let column = 0;
  const products = moments.products.map((product) => {
    const times = (row === at ? factor : 1) * (column === at ? factor : 1);
    [row, column] = column === row ? [row + 1, 0] : [row, column + 1];
    return product * times;
  });
  const means = scaled(moments.means);
  // A 0/1 value that is 1 for more subjects has the variance of its new share, not a scaled one.
  if (isBinary && at === 0) products[0] = n * (means[0] as number) * (1 - (means[0] as number));
  return { ...moments, means, sums: scaled(moments.sums), products };
};

const good = (all: readonly (Estimate | undefined)[]): GoodEstimate[] =>
  all.flatMap((one) => (one?.kind === 'estimate' ? [one] : []));

const rateOf = (all: readonly GoodEstimate[], holds: (one: GoodEstimate) => boolean) => {
  if (all.length === 0) return null;
  const count = { n: all.length, successes: all.filter(holds).length };
  return { rate: count.successes / count.n, ...wilsonInterval(count, 0.05) };
};

const verdictOf = (found: ReturnType<typeof rateOf>, alpha: number): MetricCalibration['verdict'] => {
  if (found === null) return 'unknown';
  if (found.low > alpha) return 'too_narrow';
  return found.high < alpha ? 'cautious' : 'trusted';
};

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};
