import type {
  Aggregation,
  FactSource,
  Funnel,
  FunnelStep,
  Operation,
  PercentileOfFacts,
  TimeWindow,
} from '@assay/definitions';

const minute = 60_000_000;
/** Microseconds of a UTC day. */
export const dayMicros = 1440 * minute;

/** Facts count when `from <= age < to`, age measured from exposure; null = open. */
export interface AgeRange {
  readonly unit: 'micros' | 'calendar_days';
  readonly from: number | null;
  readonly to: number | null;
}

/**
 * How the facts of one subject become one number. `step` is read from the table of a funnel, not from facts; `member`
 * is 1, whatever the facts.
 */
export type Reduction =
  | { readonly kind: 'member' }
  | { readonly kind: 'sum' | 'count' | 'any' | 'count_distinct' | 'first' | 'last' }
  | { readonly kind: 'step'; readonly funnel: string; readonly step: number }
  | {
      readonly kind: 'threshold';
      readonly of: 'sum' | 'count';
      readonly comparison: 'gt' | 'gte';
      readonly value: number;
    };

export interface MeasureFilter {
  readonly column: string;
  readonly keeps: boolean;
  readonly values: readonly string[];
}

/** A subject is in the population when its exposure plus this time has passed. */
export interface Cutoff {
  readonly unit: AgeRange['unit'];
  readonly after: number;
}

/** One number per subject, read from one fact source. */
export interface Measure {
  readonly sourceId: string;
  /** null = each record. */
  readonly column: string | null;
  readonly reduction: Reduction;
  readonly filters: readonly MeasureFilter[];
  readonly ages: AgeRange;
  /** null = every subject from its exposure on. */
  readonly cutoff: Cutoff | null;
}

/** Two measures with one key have one value for every subject. */
export const measureKey = (m: Measure): string =>
  JSON.stringify([m.sourceId, m.column, m.reduction, m.filters, m.ages, m.cutoff]);

/** Whether its values are 0 and 1 only. */
export const isBinary = (m: Measure): boolean =>
  m.reduction.kind === 'any' || m.reduction.kind === 'threshold' || m.reduction.kind === 'step';

/** Whether the fact must be a number. */
export const needsNumber = ({ reduction }: Measure): boolean =>
  reduction.kind === 'sum' ||
  reduction.kind === 'first' ||
  reduction.kind === 'last' ||
  (reduction.kind === 'threshold' && reduction.of === 'sum');

/** A fact or property that an aggregation names is not in the source. */
export class UnknownColumn extends RangeError {}

/** Facts and properties that a measure can be made of: the fact source and its id. */
export type SourceOfFacts = Pick<FactSource, 'facts' | 'properties'> & { readonly id: string };

/** The value that is judged: facts from exposure on, within the aggregation's window. */
export const outcomeMeasure = (source: SourceOfFacts, a: Aggregation): Measure => ({
  ...base(source, a),
  reduction: reductionOf(a),
  ages: outcomeAges(a),
  cutoff: cutoffOf(a),
});

/**
 * The covariate of the same subject: facts of the look-back before exposure. An operation with a clock of its own
 * (conversion, retention) looks back for any fact; a threshold for the amount that it compares.
 */
export const lookbackMeasure = (source: SourceOfFacts, a: Aggregation, lookbackDays: number): Measure => ({
  ...base(source, a),
  reduction: lookbackReduction(a),
  ages: lookbackAges(lookbackDays),
  cutoff: null,
});

const lookbackAges = (days: number): AgeRange => ({ unit: 'micros', from: -days * dayMicros, to: 0 });

/** The facts whose own values make a percentile. They are staged as those of a sum are, and never reduced per subject. */
export const percentileMeasure = (source: SourceOfFacts, p: PercentileOfFacts): Measure => ({
  ...base(source, p),
  reduction: { kind: 'sum' },
  ages: windowAges(p.window),
  cutoff: null,
});

/** The facts of a funnel's step; they are staged, and reduced with those of the other steps. */
export const stepMeasure = (source: SourceOfFacts, step: FunnelStep): Measure => ({
  ...base(source, step),
  reduction: { kind: 'any' },
  ages: windowAges(null),
  cutoff: null,
});

/** 1 for each subject of the population: its sum over the members of a cluster is their number. */
export const memberMeasure: Measure = {
  ...{ sourceId: '', column: null, reduction: { kind: 'member' }, filters: [] },
  ...{ ages: { unit: 'micros', from: 0, to: null }, cutoff: null },
};

/** The covariate of a funnel: any fact of its last step in the look-back before exposure. */
export const stepLookback = (source: SourceOfFacts, step: FunnelStep, lookbackDays: number): Measure => ({
  ...stepMeasure(source, step),
  ages: lookbackAges(lookbackDays),
});

/** How long a subject has for the steps of a funnel, in microseconds. */
export interface StepLimit {
  readonly of: 'exposure' | 'first_step';
  readonly micros: number;
}

export const stepLimit = ({ within }: Funnel): StepLimit | null =>
  within === null ? null : { of: within.of, micros: spanOf(within.value, within.unit) };

/** The later of two cutoffs: a ratio counts the subjects for whom both of its parts are complete. */
export const laterCutoff = (a: Cutoff | null, b: Cutoff | null): Cutoff | null => {
  if (a === null || b === null) return a ?? b;
  const micros = (c: Cutoff): number => (c.unit === 'micros' ? c.after : c.after * dayMicros);
  return micros(a) >= micros(b) ? a : b;
};

const base = (
  source: SourceOfFacts,
  a: Pick<Aggregation, 'factId' | 'filters'>,
): Pick<Measure, 'sourceId' | 'column' | 'filters'> => {
  const fact = source.facts.find((f) => f.id === a.factId);
  if (!fact) throw new UnknownColumn(`The fact ${a.factId} is not in its source.`);
  const filters = a.filters.map((filter) => {
    const property = source.properties.find((p) => p.name === filter.property);
    if (!property) throw new UnknownColumn(`The property “${filter.property}” is not in the source of “${fact.name}”.`);
    return { column: property.column, keeps: filter.operation === 'equals', values: filter.values };
  });
  return { sourceId: source.id, column: fact.column, filters };
};

const reductions: Readonly<
  Record<Exclude<Operation, 'threshold'>, Exclude<Reduction['kind'], 'threshold' | 'step' | 'member'>>
> = {
  sum: 'sum',
  count: 'count',
  count_distinct: 'count_distinct',
  distinct_entity: 'any',
  conversion: 'any',
  retention: 'any',
  first_value: 'first',
  last_value: 'last',
};

const reductionOf = (a: Aggregation): Reduction => {
  if (a.operation !== 'threshold') return { kind: reductions[a.operation] };
  if (!a.threshold) throw new RangeError('A threshold needs its value.');
  const { of, comparison, value } = a.threshold;
  return { kind: 'threshold', of, comparison, value };
};

const lookbackReduction = (a: Aggregation): Reduction =>
  a.operation === 'threshold' ? { kind: a.threshold?.of ?? 'count' } : reductionOf(a);

const unitMicros: Readonly<Record<TimeWindow['unit'], number>> = {
  minutes: minute,
  hours: 60 * minute,
  days: dayMicros,
  weeks: 7 * dayMicros,
  calendar_days: 1,
};

const spanOf = (value: number, unit: TimeWindow['unit']): number => {
  const span = value * unitMicros[unit];
  return unit === 'calendar_days' ? Math.ceil(span) : Math.round(span);
};

const outcomeAges = (a: Aggregation): AgeRange => {
  if (a.operation === 'conversion') {
    return { unit: 'micros', from: 0, to: spanOf(a.conversionDays ?? 0, 'days') };
  }
  if (a.operation === 'threshold') {
    const within = a.threshold?.within ?? null;
    return { unit: 'micros', from: 0, to: within ? spanOf(within.value, within.unit) : null };
  }
  const whole = windowAges(a.window);
  if (a.operation !== 'retention') return whole;
  const { unit, to } = whole;
  const days = a.retentionDays ?? 0;
  return { unit, from: Math.max(whole.from ?? 0, unit === 'micros' ? spanOf(days, 'days') : Math.ceil(days)), to };
};

/** Ages inside a window; from exposure on without one. */
const windowAges = (w: TimeWindow | null): AgeRange => ({
  unit: w?.unit === 'calendar_days' ? 'calendar_days' : 'micros',
  from: w?.start == null ? 0 : spanOf(w.start, w.unit),
  to: w?.end == null ? null : spanOf(w.end, w.unit),
});

/** Retention counts only subjects who were assigned long enough ago to come back, with or without aging. */
const cutoffOf = (a: Aggregation): Cutoff | null => {
  const { unit, to } = outcomeAges(a);
  const end: Cutoff | null = a.aging && to !== null ? { unit, after: to } : null;
  if (a.operation !== 'retention' || a.retentionDays === null) return end;
  return laterCutoff({ unit: 'micros', after: spanOf(a.retentionDays, 'days') }, end);
};
