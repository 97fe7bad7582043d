import { winsorizableOperations, type Metric, type Winsorization } from '@assay/definitions';

/** A metric as it is defined, or with another cap or look-back, which an A/A check tries beside it. */
export interface MetricVariant {
  readonly metricId: string;
  /** `as_defined`, `uncapped`, `capped_999`, `capped_99` or `lookback_<days>`. */
  readonly variant: string;
  readonly metric: Metric & { readonly id: string };
  readonly lookbackDays: number;
}

export const asDefined = 'as_defined';

const otherCaps: readonly { readonly variant: string; readonly percentile: number | null }[] = [
  { variant: 'uncapped', percentile: null },
  { variant: 'capped_999', percentile: 0.999 },
  { variant: 'capped_99', percentile: 0.99 },
];
const otherLookbacks: readonly number[] = [7, 14, 30];

/** The metric itself, then one change at a time: each other cap that its operation takes, each shorter look-back. */
export const variantsOf = (
  metric: Metric & { readonly id: string },
  lookbackDays: number,
): readonly MetricVariant[] => {
  const of = (variant: string, changed: Metric & { readonly id: string }, days: number): MetricVariant => ({
    metricId: metric.id,
    variant,
    metric: changed,
    lookbackDays: days,
  });
  return [
    of(asDefined, metric, lookbackDays),
    ...otherCaps.flatMap(({ variant, percentile }) => {
      const changed = withCap(metric, percentile);
      return changed ? [of(variant, changed, lookbackDays)] : [];
    }),
    ...otherLookbacks.filter((days) => days < lookbackDays).map((days) => of(`lookback_${days}`, metric, days)),
  ];
};

/** The metric with an upper cap at a percentile, or with none; null where that changes nothing or cannot be. */
const withCap = (
  metric: Metric & { readonly id: string },
  percentile: number | null,
): (Metric & { readonly id: string }) | null => {
  if (metric.kind !== 'simple' && metric.kind !== 'ratio') return null;
  const { numerator } = metric;
  if (!winsorizableOperations.includes(numerator.operation)) return null;
  const winsorization: Winsorization | null =
    percentile === null ? null : { lower: null, upper: { kind: 'percentile', percentile, excludeZeros: false } };
  if (JSON.stringify(winsorization) === JSON.stringify(numerator.winsorization)) return null;
  return { ...metric, numerator: { ...numerator, winsorization } };
};
