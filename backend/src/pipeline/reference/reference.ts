import type { Aggregation, Cap } from '@assay/definitions';

/**
 * The analysis, slow and obvious, over rows in memory: one pass per subject and metric, nothing shared, nothing
 * clever. It is what the SQL is compared with.
 */
export interface AssignmentRow {
  readonly subject: string | null;
  readonly experiment: string;
  readonly variation: string | null;
  /** Milliseconds since 1970-01-01 in UTC. */
  readonly at: number;
  readonly country: string | null;
  /** A secondary id. */
  readonly account: string | null;
}

export interface FactRow {
  readonly subject: string | null;
  readonly at: number;
  readonly amount: number | null;
  readonly word: string | null;
  readonly status: string | null;
  readonly account: string | null;
}

export interface ReferenceDesign {
  readonly experiment: string;
  readonly variations: readonly string[];
  readonly from: number;
  readonly until: number;
  readonly factsUntil: number;
}

export interface Exposure {
  readonly subject: string;
  readonly variation: string;
  readonly at: number;
  readonly country: string | null;
  readonly isMixed: boolean;
}

const day = 86_400_000;
const dayOf = (at: number): number => Math.floor(at / day);
const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const exposuresOf = (rows: readonly AssignmentRow[], design: ReferenceDesign): Exposure[] => {
  const bySubject = new Map<string, (AssignmentRow & { variation: string })[]>();
  for (const row of rows) {
    if (row.subject === null || row.variation === null || row.experiment !== design.experiment) continue;
    if (row.at < design.from || row.at >= design.until) continue;
    bySubject.set(row.subject, [...(bySubject.get(row.subject) ?? []), { ...row, variation: row.variation }]);
  }
  return [...bySubject].map(([subject, own]) => {
    const sorted = [...own].sort(
      (a, b) => a.at - b.at || text(a.variation, b.variation) || text(a.country ?? '', b.country ?? ''),
    );
    const [first] = sorted as [(typeof sorted)[number]];
    const isMixed = new Set(own.map((row) => row.variation)).size > 1;
    return { subject, variation: first.variation, at: first.at, country: first.country, isMixed };
  });
};

/**
 * The facts as those of the subjects that their accounts were first seen with, in the assignments that count; a fact
 * whose account nobody was seen with is nobody's.
 */
export const factsByAccount = (
  facts: readonly FactRow[],
  rows: readonly AssignmentRow[],
  design: ReferenceDesign,
): FactRow[] => {
  const seen = inTimeOrder(rows, design);
  return facts.map((fact) => ({
    ...fact,
    subject: seen.find((row) => row.account !== null && row.account === fact.account)?.subject ?? null,
  }));
};

/** One row of a schedule. */
export interface ScheduleRow {
  readonly unit: string | null;
  readonly experiment: string;
  readonly variation: string | null;
  readonly from: number;
  readonly until: number | null;
}

/** Slots as subjects, from the end of burn-in on. */
export interface SlotExposure extends Exposure {
  readonly unit: string;
  /** The begin of burn-out. */
  readonly until: number;
}

/** Slots that have ended; mixed where two rows of a unit do not agree, or overlap. */
export const slotsOf = (
  rows: readonly ScheduleRow[],
  design: ReferenceDesign,
  { burnIn, burnOut }: { readonly burnIn: number; readonly burnOut: number },
): SlotExposure[] => {
  const slots = rows.flatMap((row) => {
    const { unit, variation, experiment, from, until } = row;
    if (unit === null || variation === null || until === null || experiment !== design.experiment) return [];
    return from < design.from || from >= design.until ? [] : [{ unit, variation, from, until }];
  });
  const begins = new Map(slots.map((slot) => [`${slot.unit}@${slot.from}`, slot] as const));
  return [...begins].flatMap(([subject, { unit, from }]) => {
    const ofUnit = slots.filter((slot) => slot.unit === unit);
    const same = ofUnit.filter((slot) => slot.from === from);
    const until = Math.max(...same.map((slot) => slot.until));
    const isDouble = same.some((slot) => slot.until !== until || slot.variation !== same[0]?.variation);
    const overlaps = ofUnit.some((slot) => slot.from !== from && slot.from < until && slot.until > from);
    const variation = same.map((slot) => slot.variation).sort(text)[0] as string;
    if (until > design.factsUntil || from + burnIn >= until - burnOut) return [];
    const isMixed = isDouble || overlaps;
    return [{ subject, unit, variation, at: from + burnIn, until: until - burnOut, country: null, isMixed }];
  });
};

/** The facts of each slot, as its own. */
export const factsBySlot = (facts: readonly FactRow[], slots: readonly SlotExposure[]): FactRow[] =>
  slots.flatMap((slot) =>
    facts
      .filter((fact) => fact.account === slot.unit && fact.at >= slot.at && fact.at < slot.until)
      .map((fact) => ({ ...fact, subject: slot.subject })),
  );

const inTimeOrder = (rows: readonly AssignmentRow[], design: ReferenceDesign): AssignmentRow[] =>
  rows
    .filter((row) => row.subject !== null && row.variation !== null && row.experiment === design.experiment)
    .filter((row) => row.at >= design.from && row.at < design.until)
    .sort((a, b) => a.at - b.at || text(a.subject as string, b.subject as string));

/** A member of an exposed cluster, as facts know it. */
export interface Member extends Exposure {
  readonly cluster: string;
}

/** The accounts as members of the clusters that they were first seen with, from then on. */
export const membersOf = (
  exposures: readonly Exposure[],
  rows: readonly AssignmentRow[],
  design: ReferenceDesign,
): Member[] => {
  const first = new Map<string, AssignmentRow>();
  for (const row of inTimeOrder(rows, design)) {
    if (row.account !== null && !first.has(row.account)) first.set(row.account, row);
  }
  return [...first].flatMap(([account, { subject, at }]) =>
    exposures
      .filter((exposure) => exposure.subject === subject)
      .map((x) => ({ ...x, subject: account, cluster: x.subject, at: Math.max(x.at, at) })),
  );
};

/** Subjects with an event at or after their assignment, exposed at the first one. */
export const enteredOf = (
  exposures: readonly Exposure[],
  events: readonly { readonly subject: string | null; readonly at: number }[],
  design: ReferenceDesign,
): Exposure[] =>
  exposures.flatMap((exposure) => {
    const times = events
      .filter((event) => event.subject === exposure.subject && event.at >= exposure.at && event.at < design.factsUntil)
      .map((event) => event.at);
    return times.length === 0 ? [] : [{ ...exposure, at: Math.min(...times) }];
  });

const unitMs = { minutes: 60_000, hours: 3_600_000, days: day, weeks: 7 * day };

/** What decides which facts count. */
type Selection = Pick<Aggregation, 'operation' | 'filters' | 'window'> &
  Partial<Pick<Aggregation, 'conversionDays' | 'retentionDays' | 'threshold'>>;

/** Whether a fact at this time counts for the aggregation of a subject that was exposed then. */
const isInside = (a: Selection, exposedAt: number, at: number): boolean => {
  if (at < exposedAt) return false;
  if (a.operation === 'conversion') return at - exposedAt < (a.conversionDays ?? 0) * day;
  if (a.operation === 'threshold') {
    const within = a.threshold?.within;
    return !within || at - exposedAt < within.value * unitMs[within.unit];
  }
  if (a.operation === 'retention' && at - exposedAt < (a.retentionDays ?? 0) * day) return false;
  if (!a.window) return true;
  const { start, end, unit } = a.window;
  const age = unit === 'calendar_days' ? dayOf(at) - dayOf(exposedAt) : at - exposedAt;
  const scale = unit === 'calendar_days' ? 1 : unitMs[unit];
  return (start === null || age >= start * scale) && (end === null || age < end * scale);
};

const isKept = (a: Selection, fact: FactRow): boolean =>
  a.filters.every((filter) => {
    const isOne = fact.status !== null && filter.values.includes(fact.status);
    return filter.operation === 'equals' ? isOne : !isOne;
  });

/** The facts of a subject that count, whatever column is read. */
export const factsInside = (
  a: Selection,
  exposure: Exposure,
  facts: readonly FactRow[],
  until: number,
): readonly FactRow[] =>
  facts.filter(
    (fact) =>
      fact.subject === exposure.subject && fact.at < until && isInside(a, exposure.at, fact.at) && isKept(a, fact),
  );

/** Null when the subject's value is not complete yet and the metric waits for it. */
const isComplete = (a: Aggregation, exposedAt: number, until: number): boolean => {
  if (a.operation === 'retention' && exposedAt + (a.retentionDays ?? 0) * day > until) return false;
  if (!a.aging) return true;
  if (a.operation === 'conversion') return exposedAt + (a.conversionDays ?? 0) * day <= until;
  if (a.operation === 'threshold') {
    const within = a.threshold?.within;
    return !within || exposedAt + within.value * unitMs[within.unit] <= until;
  }
  if (!a.window || a.window.end === null) return true;
  const { end, unit } = a.window;
  return unit === 'calendar_days' ? (dayOf(exposedAt) + end) * day <= until : exposedAt + end * unitMs[unit] <= until;
};

/** The number of one subject, before capping; null = not in the population. */
export const valueOf = (
  a: Aggregation,
  column: 'amount' | 'word' | null,
  exposure: Exposure,
  facts: readonly FactRow[],
  until: number,
): number | null => {
  if (!isComplete(a, exposure.at, until)) return null;
  const own = factsInside(a, exposure, facts, until).filter((fact) => column === null || fact[column] !== null);
  return reduced(a, column, own);
};

/** The covariate: the same over the days before exposure, without windows of its own. */
export const covariateOf = (
  a: Aggregation,
  column: 'amount' | 'word' | null,
  exposure: Exposure,
  facts: readonly FactRow[],
  lookbackDays: number,
): number => {
  const own = facts.filter(
    (fact) =>
      fact.subject === exposure.subject &&
      fact.at < exposure.at &&
      fact.at >= exposure.at - lookbackDays * day &&
      isKept(a, fact) &&
      (column === null || fact[column] !== null),
  );
  if (a.operation === 'threshold') return reduced({ ...a, operation: a.threshold?.of ?? 'count' }, column, own);
  return reduced(a, column, own);
};

const reduced = (a: Aggregation, column: 'amount' | 'word' | null, facts: readonly FactRow[]): number => {
  const numbers = facts.map((fact) => (column === 'amount' ? (fact.amount as number) : 1));
  const sum = numbers.reduce((total, one) => total + one, 0);
  switch (a.operation) {
    case 'sum':
      return sum;
    case 'count':
      return facts.length;
    case 'count_distinct':
      return new Set(facts.map((fact) => (column === null ? '1' : String(fact[column])))).size;
    case 'distinct_entity':
    case 'conversion':
    case 'retention':
      return facts.length > 0 ? 1 : 0;
    case 'first_value':
    case 'last_value': {
      const sorted = facts
        .map((fact, i) => ({ at: fact.at, value: numbers[i] as number }))
        .sort((x, y) => x.at - y.at || x.value - y.value);
      return (a.operation === 'first_value' ? sorted[0] : sorted.at(-1))?.value ?? 0;
    }
    case 'threshold': {
      const t = a.threshold as NonNullable<Aggregation['threshold']>;
      const amount = t.of === 'sum' ? sum : facts.length;
      return (t.comparison === 'gte' ? amount >= t.value : amount > t.value) ? 1 : 0;
    }
    default:
      return a.operation satisfies never;
  }
};

/** The cap of pooled values: linear between the order statistics around p (n − 1). */
export const capOf = (cap: Cap | null, values: readonly number[]): number | null => {
  if (cap === null) return null;
  if (cap.kind === 'fixed') return cap.value;
  const sorted = values.filter((v) => !cap.excludeZeros || v !== 0).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const rank = cap.percentile * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] as number;
  const high = sorted[Math.min(Math.floor(rank) + 1, sorted.length - 1)] as number;
  return low + (high - low) * (rank - Math.floor(rank));
};
