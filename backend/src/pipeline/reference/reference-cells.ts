import type { WithId } from '../planning/analysis-request.js';
import type { Rows } from './random-rows.js';
import {
  capOf,
  covariateOf,
  exposuresOf,
  factsBySlot,
  membersOf,
  valueOf,
  type Exposure,
  type FactRow,
  type SlotExposure,
} from './reference.js';
import { columnOfFact, designUnderTest, lookbackDays, type PerSubject } from './warehouse-fixture.js';

export interface Cell {
  readonly metricId: string;
  readonly variation: string;
  readonly label: string | null;
  readonly n: number;
  readonly sums: readonly number[];
  /** Centred, lower triangle. */
  readonly products: readonly number[];
}

/** Every metric in every variation, overall and per country, as if the run were made at `until`. */
export const referenceCells = (
  rows: Rows,
  metrics: readonly (PerSubject & WithId)[],
  until = designUnderTest.factsUntil,
  narrowed: (exposures: readonly Exposure[]) => readonly Exposure[] = (all) => all,
): Cell[] => {
  const exposures = narrowed(exposuresOf(rows.assignments, designUnderTest)).filter(
    (x) => !x.isMixed && x.at < until && designUnderTest.variations.includes(x.variation),
  );
  return metrics.flatMap((metric) => {
    const values = variablesOf(metric, exposures, rows.facts, until);
    return designUnderTest.variations.flatMap((variation) =>
      [null, ...new Set(exposures.map((x) => x.country ?? '(none)'))].map((label) => {
        const inside = values.filter(
          ({ exposure }) =>
            exposure.variation === variation && (label === null || (exposure.country ?? '(none)') === label),
        );
        return { metricId: metric.id, variation, label, ...momentsOf(inside.map((one) => one.values)) };
      }),
    );
  });
};

/** What the metrics' numbers of all subjects of a variation say together: of each metric in turn, its own and its look-backs. */
export const referenceJoint = (
  rows: Rows,
  metrics: readonly (PerSubject & WithId)[],
  variation: string,
): Omit<Cell, 'metricId' | 'variation' | 'label'> => {
  const until = designUnderTest.factsUntil;
  const exposures = exposuresOf(rows.assignments, designUnderTest).filter(
    (x) => !x.isMixed && x.at < until && designUnderTest.variations.includes(x.variation),
  );
  const values = metrics.map((metric) => variablesOf(metric, exposures, rows.facts, until));
  const whole = exposures.map((exposure, i) => ({ exposure, values: values.flatMap((one) => one[i]?.values ?? []) }));
  return momentsOf(whole.filter(({ exposure }) => exposure.variation === variation).map((one) => one.values));
};

/**
 * The same over clusters of accounts: numbers of each member, capped, summed by cluster. A mean has the number of
 * members as its denominator, and beside its covariate.
 */
export const referenceClusters = (
  rows: Rows,
  metrics: readonly (PerSubject & WithId)[],
  until = designUnderTest.factsUntil,
  narrowed: (exposures: readonly Exposure[]) => readonly Exposure[] = (all) => all,
): Cell[] => {
  const exposures = narrowed(exposuresOf(rows.assignments, designUnderTest)).filter(
    (x) => !x.isMixed && designUnderTest.variations.includes(x.variation),
  );
  const members = membersOf(exposures, rows.assignments, designUnderTest).filter((x) => x.at < until);
  const facts = rows.facts.map((fact) => ({ ...fact, subject: fact.account }));
  return metrics.flatMap((metric) => {
    const values = variablesOf(metric, members, facts, until).map(({ exposure, values: own }) => {
      const [value, before] = own;
      return { exposure, values: metric.kind === 'ratio' ? own : [value as number, 1, before as number, 1] };
    });
    return designUnderTest.variations.flatMap((variation) =>
      [null, ...new Set(exposures.map((x) => x.country ?? '(none)'))].map((label) => {
        const inside = values.filter(
          ({ exposure }) =>
            exposure.variation === variation && (label === null || (exposure.country ?? '(none)') === label),
        );
        const clusters = [...new Set(inside.map(({ exposure }) => exposure.cluster))].map((cluster) =>
          inside
            .filter(({ exposure }) => exposure.cluster === cluster)
            .map((one) => one.values)
            .reduce((sum, one) => sum.map((v, i) => v + (one[i] as number))),
        );
        return { metricId: metric.id, variation, label, ...momentsOf(clusters) };
      }),
    );
  });
};

/** The same over slots of a schedule, without covariates. */
export const referenceSlots = (
  all: readonly SlotExposure[],
  facts: readonly FactRow[],
  metrics: readonly (PerSubject & WithId)[],
): Cell[] => {
  const slots = all.filter((slot) => !slot.isMixed && designUnderTest.variations.includes(slot.variation));
  const own = factsBySlot(facts, slots);
  return metrics.flatMap((metric) => {
    const width = metric.kind === 'ratio' ? 2 : 1;
    const values = variablesOf(metric, slots, own, designUnderTest.factsUntil);
    return designUnderTest.variations.map((variation) => {
      const inside = values.filter(({ exposure }) => exposure.variation === variation);
      const outcomes = inside.map((one) => one.values.slice(0, width));
      return { metricId: metric.id, variation, label: null, ...momentsOf(outcomes) };
    });
  });
};

/** Capped numbers of each subject of the metric's population. */
const variablesOf = <X extends Exposure>(
  metric: PerSubject,
  exposures: readonly X[],
  facts: readonly FactRow[],
  until: number,
): { exposure: X; values: number[] }[] => {
  const aggregations = metric.kind === 'ratio' ? [metric.numerator, metric.denominator] : [metric.numerator];
  const raw = exposures.flatMap((exposure) => {
    const outcomes = aggregations.map((a) => valueOf(a, columnOfFact(a.factId), exposure, facts, until));
    if (outcomes.some((value) => value === null)) return [];
    const before = aggregations.map((a) => covariateOf(a, columnOfFact(a.factId), exposure, facts, lookbackDays));
    return [{ exposure, values: [...(outcomes as number[]), ...before] }];
  });
  const capOfColumn = (i: number): ((v: number) => number) => {
    const w = aggregations[i % aggregations.length]?.winsorization ?? null;
    const isCovariate = i >= aggregations.length;
    const pooled = raw.map(({ values }) => values[i] as number);
    const end = (which: 'lower' | 'upper'): number | null => {
      const cap = w?.[which] ?? null;
      return cap === null || (isCovariate && cap.kind === 'fixed') ? null : capOf(cap, pooled);
    };
    const [lower, upper] = [end('lower'), end('upper') || null];
    return (v) => (upper !== null && v > upper ? upper : lower !== null && v < lower ? lower : v);
  };
  const caps = Array.from({ length: 2 * aggregations.length }, (_, i) => capOfColumn(i));
  return raw.map(({ exposure, values }) => ({
    exposure,
    values: values.map((v, i) => (caps[i] as (v: number) => number)(v)),
  }));
};

const momentsOf = (rows: readonly (readonly number[])[]): Pick<Cell, 'n' | 'sums' | 'products'> => {
  const n = rows.length;
  const width = rows[0]?.length ?? 0;
  const sums = Array.from({ length: width }, (_, i) => rows.reduce((sum, row) => sum + (row[i] as number), 0));
  const products: number[] = [];
  for (let a = 0; a < width; a++) {
    for (let b = 0; b <= a; b++) {
      const centred = (row: readonly number[], i: number): number => (row[i] as number) - (sums[i] as number) / n;
      products.push(rows.reduce((sum, row) => sum + centred(row, a) * centred(row, b), 0));
    }
  }
  return { n, sums, products };
};
