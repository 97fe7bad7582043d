import type { JointMoments } from '@assay/stats';
import { covariateItems, type CovariatesDiagnostic, type Diagnostic, type MeasuredMoments } from '../pipeline/index.js';
import type { MetricSummary } from './metric-summaries.js';

type Role = CovariatesDiagnostic['variables'][number]['of'][number]['role'];

/** The sums of one run, found by what they are of. */
interface Block {
  readonly variables: CovariatesDiagnostic['variables'];
  readonly covariates: readonly number[];
  /** By variation and item; null = withheld. */
  readonly values: ReadonlyMap<string, number | null>;
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Summaries whose metrics are adjusted by the look-backs of all metrics: their own covariates first, then the others in
 * the order of the design. A covariate is left out where a sum that it needs is withheld in any variation, so that all
 * arms are adjusted by the same ones. Metrics of other subjects, or without such sums, keep what they have.
 *
 * @param nameOf The name of a metric, for the covariates' own.
 */
export const withSharedCovariates = (
  summaries: readonly MetricSummary[],
  diagnostics: readonly Diagnostic[],
  nameOf: (metricId: string) => string,
): readonly MetricSummary[] => {
  const blocks = blocksOf(diagnostics);
  if (blocks.length === 0) return summaries;
  return [...new Set(summaries.map(({ metricId }) => metricId))].flatMap((metricId) => {
    const own = summaries.filter((one) => one.metricId === metricId);
    const block = blocks.find((one) => placeOf(one, metricId, 'numerator') !== null);
    return (block && adjusted(block, metricId, own, nameOf)) ?? own;
  });
};

const blocksOf = (diagnostics: readonly Diagnostic[]): readonly Block[] => {
  const parts = diagnostics.flatMap((one) => (one.kind === 'covariates' ? [one] : []));
  const keyOf = ({ variables }: CovariatesDiagnostic): string => JSON.stringify(variables);
  return [...new Set(parts.map(keyOf))].map((key) => {
    const own = parts.filter((part) => keyOf(part) === key);
    const { variables, covariates } = own[0] as CovariatesDiagnostic;
    const values = new Map<string, number | null>();
    const counts = new Map<string, number>();
    const items = covariateItems(variables.length, covariates);
    for (const { from, variations } of own) {
      for (const { variation, n, values: found } of variations) {
        counts.set(variation, n);
        found.forEach((value, i) => values.set(`${variation} ${JSON.stringify(items[from + i])}`, value));
      }
    }
    return { variables, covariates, values, counts };
  });
};

const placeOf = ({ variables }: Block, metricId: string, role: Role): number | null => {
  const place = variables.findIndex(({ of }) => of.some((one) => one.metricId === metricId && one.role === role));
  return place < 0 ? null : place;
};

const adjusted = (
  block: Block,
  metricId: string,
  summaries: readonly MetricSummary[],
  nameOf: (metricId: string) => string,
): readonly MetricSummary[] | null => {
  const places = (...roles: Role[]): number[] => roles.flatMap((role) => placeOf(block, metricId, role) ?? []);
  const outcomes = places('numerator', 'denominator');
  const own = places('numerator_covariate', 'denominator_covariate');
  const candidates = [...own, ...block.covariates.filter((place) => !own.includes(place))];
  const measured = summaries.flatMap((one) =>
    one.moments.outcome === 'measured' && block.counts.get(one.variation) === one.moments.n ? [one.moments] : [],
  );
  if (measured.length < summaries.length) return null;
  const arms = summaries.map(({ variation }) => sumsOf(block, variation));
  const kept: number[] = [];
  for (const one of candidates) {
    const isThere = ({ sum, product }: Sums): boolean =>
      sum(one) !== null && [one, ...kept, ...outcomes].every((other) => product(one, other) !== null);
    if (arms.every(isThere)) kept.push(one);
  }
  if (kept.every((place) => own.includes(place))) return null;
  const names = kept.map((place) => nameIn(block, place, metricId, nameOf));
  return summaries.map((summary, arm) => ({
    ...summary,
    covariates: { names, joint: jointOf(measured[arm] as MeasuredMoments, arms[arm] as Sums, outcomes, kept) },
  }));
};

const nameIn = (
  { variables }: Block,
  place: number,
  metricId: string,
  nameOf: (metricId: string) => string,
): string => {
  const of = variables[place]?.of ?? [];
  const mine = of.find((one) => one.metricId === metricId && one.role.endsWith('_covariate'));
  if (mine) return mine.role;
  const [first] = of.filter(({ role }) => role.endsWith('_covariate'));
  return first ? `${first.role} of ${nameOf(first.metricId)}` : '';
};

/** Sums of one variation; null = withheld. */
interface Sums {
  readonly sum: (of: number) => number | null;
  readonly difference: (of: number) => number | null;
  /** About the pivots. */
  readonly product: (a: number, b: number) => number | null;
}

const sumsOf = ({ values }: Block, variation: string): Sums => {
  const get = (item: object): number | null => values.get(`${variation} ${JSON.stringify(item)}`) ?? null;
  return {
    sum: (of) => get({ kind: 'sum', of }),
    difference: (of) => get({ kind: 'difference', of }),
    product: (a, b) => get({ kind: 'product', of: a, by: b }) ?? get({ kind: 'product', of: b, by: a }),
  };
};

/** Outcomes as the metric's own summary has them, covariates and all products with them from the block. */
const jointOf = (
  { n, means, products }: MeasuredMoments,
  sums: Sums,
  outcomes: readonly number[],
  kept: readonly number[],
): JointMoments => {
  const all = [...outcomes, ...kept];
  const centred = (a: number, b: number): number =>
    (sums.product(a, b) as number) - ((sums.difference(a) as number) * (sums.difference(b) as number)) / n;
  return {
    n,
    means: all.map((place, i) => (i < outcomes.length ? (means[i] as number) : (sums.sum(place) as number) / n)),
    products: all.flatMap((a, row) =>
      all.slice(0, row + 1).map((b, column) => {
        if (row < outcomes.length) return products[(row * (row + 1)) / 2 + column] as number;
        return row === column ? Math.max(0, centred(a, b)) : centred(a, b);
      }),
    ),
  };
};
