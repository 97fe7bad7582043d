import { metric, type Metric } from '@assay/definitions';
import type { WithId } from '../planning/analysis-request.js';
import type { Moments } from '../summaries/summary.js';
import type { Rows } from './random-rows.js';
import { exposuresOf, factsInside, type Exposure, type FactRow } from './reference.js';
import { designUnderTest } from './warehouse-fixture.js';

type PercentileMetric = Extract<Metric, { kind: 'percentile' }> & WithId;

const aPercentile = (percentile: number, more: object = {}): PercentileMetric => {
  const name = `p${percentile} ${JSON.stringify(more)}`;
  const parsed: Metric = metric.parse({
    kind: 'percentile',
    name,
    entityId: 'user',
    percentile: { factId: 'amount', percentile, ...more },
  });
  return { ...(parsed as PercentileMetric), id: name };
};

/** Middle and tail, with filters and a window. */
export const percentilesUnderTest = [
  aPercentile(0.5),
  aPercentile(0.95),
  aPercentile(0.1, { filters: [{ property: 'Status', operation: 'not_equals', values: ['paid'] }] }),
  aPercentile(0.8, { window: { start: 1, end: 5, unit: 'calendar_days' } }),
];

/** What the pipeline should find of one percentile in one cell. */
export interface PercentileCell {
  readonly metricId: string;
  readonly variation: string;
  readonly label: string | null;
  /** Subjects with a fact. */
  readonly n: number;
  /** Quantile, lower, upper, largest atom, S, N and their centred products. */
  readonly numbers: readonly number[];
  /** Subjects with a value other than 0, at or below the lower and at or above the upper order statistic. */
  readonly contributors: readonly number[];
}

/** The same numbers of a summary; empty where it has none. */
export const numbersOf = (m: Moments | undefined): readonly number[] =>
  m?.outcome === 'percentile' ? [m.quantile, m.lower, m.upper, m.largestAtom, ...m.sums, ...m.products] : [];

/** Percentiles of all facts of a cell, sorted and looked up; S and N counted subject by subject. */
export const referencePercentiles = (rows: Rows, metrics: readonly PercentileMetric[]): PercentileCell[] => {
  const exposures = exposuresOf(rows.assignments, designUnderTest).filter(
    (x) => !x.isMixed && designUnderTest.variations.includes(x.variation),
  );
  const labels = [null, ...new Set(exposures.map((x) => x.country ?? '(none)'))];
  return metrics.flatMap((metric) =>
    designUnderTest.variations.flatMap((variation) =>
      labels.map((label) => {
        const inside = exposures.filter(
          (x) => x.variation === variation && (label === null || (x.country ?? '(none)') === label),
        );
        const bySubject = inside.map((x) => amountsOf(metric, x, rows.facts)).filter((own) => own.length > 0);
        return { metricId: metric.id, variation, label, ...cellOf(metric.percentile.percentile, bySubject) };
      }),
    ),
  );
};

const amountsOf = ({ percentile: p }: PercentileMetric, exposure: Exposure, facts: readonly FactRow[]): number[] =>
  factsInside({ operation: 'sum', ...p }, exposure, facts, designUnderTest.factsUntil).flatMap((fact) =>
    fact.amount === null ? [] : [fact.amount],
  );

const at = (sorted: readonly number[], share: number): number => {
  const rank = Math.min(1, Math.max(0, share)) * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] as number;
  const high = sorted[Math.min(Math.floor(rank) + 1, sorted.length - 1)] as number;
  return low + (high - low) * (rank - Math.floor(rank));
};

const cellOf = (
  p: number,
  bySubject: readonly (readonly number[])[],
): Pick<PercentileCell, 'n' | 'numbers' | 'contributors'> => {
  const sorted = bySubject.flat().sort((a, b) => a - b);
  if (sorted.length === 0) return { n: 0, numbers: [], contributors: [0, 0, 0] };
  const reach = 1.96 * Math.sqrt((p * (1 - p)) / sorted.length);
  const [quantile, lower, upper] = [at(sorted, p), at(sorted, p - reach), at(sorted, p + reach)];
  const values = [...new Set(sorted)];
  const below = values.filter((v) => v < quantile).at(-1);
  const above = values.find((v) => v > quantile);
  const onOne = [below, quantile, above].map((v) => sorted.filter((one) => one === v).length);
  const s = bySubject.map((own) => own.filter((v) => v <= quantile).length);
  const n = bySubject.map((own) => own.length);
  const sum = (of: readonly number[]): number => of.reduce((total, one) => total + one, 0);
  const product = (a: readonly number[], b: readonly number[]): number =>
    sum(a.map((one, i) => (one - sum(a) / a.length) * ((b[i] as number) - sum(b) / b.length)));
  return {
    n: bySubject.length,
    numbers: [
      ...[quantile, lower, upper, Math.max(...onOne) / sorted.length],
      ...[sum(s), sum(n), product(s, s), product(n, s), product(n, n)],
    ],
    contributors: [
      bySubject.filter((own) => own.some((v) => v !== 0)).length,
      bySubject.filter((own) => own.some((v) => v <= lower)).length,
      bySubject.filter((own) => own.some((v) => v >= upper)).length,
    ],
  };
};
