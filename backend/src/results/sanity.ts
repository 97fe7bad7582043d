import type { SanityView } from '@assay/api-contract';
import type { ExperimentDesign, Metric } from '@assay/definitions';
import { marginalOf, mixedAssignment, type Moments, preperiodImbalance } from '@assay/stats';
import type { Diagnostic } from '../pipeline/index.js';
import type { MetricSummary } from './metric-summaries.js';
import { capsOf, dimensionsOf } from './sanity-cells.js';
import { populationOf } from './sanity-population.js';
import { expectedShares, splitOf, subjectsOf } from './sanity-split.js';

export interface SanityInput {
  readonly design: ExperimentDesign;
  readonly hasTimes: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly metrics: readonly { readonly id: string; readonly metric: Metric }[];
  /** Over all subjects, of every metric and variation. */
  readonly overall: readonly MetricSummary[];
  /** The instant that the results stand for; null = there are none. */
  readonly asOf: string | null;
}

type Of<K extends Diagnostic['kind']> = Extract<Diagnostic, { kind: K }>;

/** What to look at before any lift. */
export const sanityOf = (input: SanityInput): SanityView => {
  const counts = input.diagnostics.find((one): one is Of<'counts'> => one.kind === 'counts');
  return {
    exposure: exposureOf(input, counts),
    population: populationOf(input.design, input.diagnostics),
    split: splitOf(input.design, input.diagnostics, input.hasTimes),
    mixed: mixedOf(counts),
    preperiod: preperiodOf(input),
    freshness: freshnessOf(input),
    missing: missingOf(input),
    dimensions: dimensionsOf(input.design, input.diagnostics),
    caps: capsOf(input.metrics, input.diagnostics),
  };
};

const exposureOf = ({ design, hasTimes, diagnostics }: SanityInput, counts?: Of<'counts'>): SanityView['exposure'] => {
  const members = diagnostics.find((one): one is Of<'members'> => one.kind === 'members');
  const shares = expectedShares(design, diagnostics);
  const byVariation = design.variations.map(({ key }, at) => ({
    variation: key,
    n: subjectsOf(counts, key),
    expectedShare: shares[at] ?? 0,
    members: members?.variations.find((one) => one.variation === key)?.members ?? null,
  }));
  const subjects = byVariation.reduce((sum, one) => sum + one.n, 0);
  const traffic = diagnostics.find((one): one is Of<'traffic'> => one.kind === 'traffic');
  return {
    status: counts === undefined ? 'unknown' : subjects > 0 ? 'passed' : 'failed',
    subjects,
    members: byVariation.reduce<number | null>(
      (sum, one) => (sum === null || one.members === null ? null : sum + one.members),
      0,
    ),
    byVariation,
    series: hasTimes && traffic ? cumulated(traffic) : [],
  };
};

const cumulated = ({ days }: Of<'traffic'>): SanityView['exposure']['series'] => {
  const perDay = new Map<string, number>();
  for (const { day, subjects } of days) perDay.set(day, (perDay.get(day) ?? 0) + (subjects ?? 0));
  let total = 0;
  return [...perDay].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, n]) => ({ day, subjects: (total += n) }));
};

const mixedOf = (counts?: Of<'counts'>): SanityView['mixed'] => {
  if (!counts) return { status: 'unknown', share: 0, subjects: 0, explanation: 'Not counted yet.' };
  const mixed = counts.variations.reduce((sum, one) => sum + (one.mixed ?? 0), 0);
  const clean = counts.variations.reduce((sum, one) => sum + (one.subjects ?? 0), 0);
  return {
    ...mixedAssignment(mixed, mixed + clean),
    subjects: mixed,
    explanation: 'Subjects seen in more than one variation are dropped from the analysis.',
  };
};

/** Differences before anything was treated, in the numerator's look-back twin of each metric. */
const preperiodOf = ({ design, metrics, overall }: SanityInput): SanityView['preperiod'] => {
  const controlKey = design.variations.find((variation) => variation.isControl)?.key;
  const pairs = metrics.flatMap(({ id }) => {
    const arms = overall.filter((summary) => summary.metricId === id);
    const control = lookbackOf(arms.find((arm) => arm.variation === controlKey));
    return arms.flatMap((arm) => {
      const treatment = arm.variation === controlKey ? null : lookbackOf(arm);
      return control && treatment ? [{ metric: id, treatment: arm.variation, moments: { control, treatment } }] : [];
    });
  });
  const looked = new Set(
    overall.filter((one) => one.moments.roles.includes('numerator_covariate')).map((one) => one.metricId),
  );
  const [worst] = preperiodImbalance(pairs);
  if (!worst) {
    return {
      status: 'unknown',
      smallestPValue: null,
      metrics: 0,
      explanation: 'No period before exposure was looked at.',
    };
  }
  return {
    status: worst.isAlarm ? 'failed' : 'passed',
    smallestPValue: worst.pValue,
    metrics: looked.size,
    explanation: worst.isAlarm
      ? 'The variations differed before the experiment began: the assignment may not be random.'
      : 'The variations were alike before the experiment began.',
  };
};

/** Moments of the period before exposure; null where there are none, or they are withheld. */
const lookbackOf = (arm: MetricSummary | undefined): Moments | null => {
  const place = arm?.moments.roles.indexOf('numerator_covariate') ?? -1;
  return arm && place >= 0 && arm.moments.outcome === 'measured' ? marginalOf(arm.moments, place) : null;
};

const dayMs = 86_400_000;

const freshnessOf = ({ diagnostics, asOf, hasTimes }: SanityInput): SanityView['freshness'] => {
  const sources = diagnostics.filter((one): one is Of<'freshness'> => one.kind === 'freshness');
  const days = sources.flatMap((source) => (source.latestDay === null ? [] : [source.latestDay])).sort();
  const oldest = days[0];
  if (asOf === null || sources.length === 0 || !hasTimes) {
    return { status: 'unknown', newestFactAt: null, explanation: 'The rows carry no time, or nothing was read yet.' };
  }
  if (oldest === undefined || days.length < sources.length) {
    return {
      status: 'warning',
      newestFactAt: null,
      explanation: 'A fact source has no facts of the assigned subjects.',
    };
  }
  const behind = Math.floor((Date.parse(asOf) - Date.parse(oldest)) / dayMs);
  return {
    status: behind >= 2 ? 'warning' : 'passed',
    newestFactAt: new Date(oldest).toISOString(),
    explanation:
      behind >= 2
        ? `The stalest fact source ends ${behind} days before the results.`
        : 'Every fact source is up to date.',
  };
};

const missingOf = ({ design, metrics, overall, asOf }: SanityInput): SanityView['missing'] => {
  if (asOf === null) return { status: 'unknown', metrics: [], explanation: 'Nothing was read yet.' };
  const missing = metrics.filter(({ id }) =>
    design.variations.some(({ key }) => {
      const found = overall.find((summary) => summary.metricId === id && summary.variation === key);
      if (!found) return true;
      return found.moments.outcome === 'measured' && !(found.moments.sums[0] !== 0);
    }),
  );
  const isPrimary = missing.some(({ id }) =>
    design.metrics.some((one) => one.metricId === id && one.role === 'primary'),
  );
  return {
    status: missing.length === 0 ? 'passed' : isPrimary ? 'failed' : 'warning',
    metrics: missing.map(({ metric }) => metric.name),
    explanation:
      missing.length === 0
        ? 'Every metric has data in every variation.'
        : 'These metrics have no data in at least one variation.',
  };
};
