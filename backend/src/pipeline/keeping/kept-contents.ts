import type { KeptDays } from '@assay/warehouse-sql';
import { z } from 'zod';

/** What is in a kept table. Days are UTC days since 1970-01-01. */
export const keptContents = z.object({
  columns: z.array(z.string()).min(1),
  /** Which generation counts on which days: ascending, without gaps. */
  days: z.array(z.object({ fromDay: z.number().int(), untilDay: z.number().int(), generation: z.number().int() })),
  /** The latest that was handed out, whether or not its rows arrived. */
  generation: z.number().int(),
  /** Rows before this instant are in it. */
  until: z.iso.datetime(),
  /** When its newest days were read. */
  readAt: z.iso.datetime(),
  /** The day on which history was compared last, and where the next comparison begins. */
  checkedOn: z.number().int(),
  nextCheck: z.number().int(),
  /** Days of tranches that do not count any more and are still in the table. */
  deadDays: z.number().int(),
});
export type KeptContents = Readonly<z.infer<typeof keptContents>>;

/** Whole days from `fromDay` on, up to an instant. */
export interface DayRange {
  readonly fromDay: number;
  /** ISO 8601 in UTC. */
  readonly until: string;
}

/** What a refresh reads of a source: half-open, ISO 8601 in UTC. */
export interface Need {
  readonly from: string;
  readonly until: string;
}

const dayMs = 86_400_000;
/** Rows may arrive so much later than their time and be found by the next refresh. */
const lookBackMs = 48 * 3_600_000;
/** History is compared once in so many days. */
const checkDays = 6;

export const dayOf = (iso: string): number => Math.floor(Date.parse(iso) / dayMs);
export const startOf = (day: number): string => new Date(day * dayMs).toISOString();
const untilDayOf = (iso: string): number => Math.ceil(Date.parse(iso) / dayMs);
const earlier = (a: string, b: string): string => (Date.parse(a) <= Date.parse(b) ? a : b);
const later = (a: string, b: string): string => (Date.parse(a) >= Date.parse(b) ? a : b);
const minus = (iso: string, ms: number): string => new Date(Date.parse(iso) - ms).toISOString();

export const fromDayOf = (contents: Pick<KeptContents, 'days'>): number => contents.days[0]?.fromDay ?? 0;

/** The first range of a new table. */
export const firstRange = (need: Need): DayRange => ({ fromDay: dayOf(need.from), until: need.until });

/**
 * The newest days that are to be read (again), or null where nothing new is to be expected: they were read after the
 * refresh was asked for, or so long after the end of what it needs that no row can be late any more.
 */
export const newestRange = (contents: KeptContents, need: Need, requestedAt: string): DayRange | null => {
  const reaches = (iso: string): boolean => Date.parse(contents.until) >= Date.parse(iso);
  const isFresh = Date.parse(contents.readAt) >= Date.parse(requestedAt) && reaches(earlier(need.until, requestedAt));
  const isFinal = reaches(need.until) && Date.parse(contents.readAt) >= Date.parse(need.until) + lookBackMs;
  if (isFresh || isFinal) return null;
  const since = dayOf(minus(earlier(contents.until, need.until), lookBackMs));
  return { fromDay: Math.max(fromDayOf(contents), since), until: later(contents.until, need.until) };
};

/** Days before the first one that is kept; null = none are needed. */
export const earlierRange = (contents: KeptContents, need: Need): DayRange | null => {
  const [from, kept] = [dayOf(need.from), fromDayOf(contents)];
  return from < kept ? { fromDay: from, until: startOf(kept) } : null;
};

/**
 * Days whose history is compared with the source today, before `beforeDay`: a part of them each day, so that each
 * comes up once a week; all of them after a pause of that length. Null = compared today already, or no such days.
 */
export const checkRange = (contents: KeptContents, today: number, beforeDay: number): DayRange | null => {
  const first = fromDayOf(contents);
  const count = beforeDay - first;
  const elapsed = Math.min(checkDays, today - contents.checkedOn);
  if (count <= 0 || elapsed <= 0) return null;
  const part = Math.ceil((count * elapsed) / checkDays);
  const isInside = contents.nextCheck > first && contents.nextCheck < beforeDay;
  const fromDay = part >= count || !isInside ? first : contents.nextCheck;
  return { fromDay, until: startOf(Math.min(fromDay + part, beforeDay)) };
};

export const afterCheck = (contents: KeptContents, range: DayRange, today: number): KeptContents => ({
  ...contents,
  checkedOn: today,
  nextCheck: dayOf(range.until),
});

/** Changed days as few ranges; one range around all of them where they are scattered. */
export const rangesOf = (days: readonly number[]): readonly DayRange[] => {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const ranges: { fromDay: number; untilDay: number }[] = [];
  for (const day of sorted) {
    const last = ranges.at(-1);
    if (last && last.untilDay === day) last.untilDay = day + 1;
    else ranges.push({ fromDay: day, untilDay: day + 1 });
  }
  const [first, last] = [ranges[0], ranges.at(-1)];
  const few = ranges.length > 3 && first && last ? [{ fromDay: first.fromDay, untilDay: last.untilDay }] : ranges;
  return few.map(({ fromDay, untilDay }) => ({ fromDay, until: startOf(untilDay) }));
};

/** The table as it is once it is made of one range. */
export const firstContents = (columns: readonly string[], range: DayRange, now: string): KeptContents => ({
  columns: [...columns],
  days: [{ fromDay: range.fromDay, untilDay: Math.max(untilDayOf(range.until), range.fromDay + 1), generation: 1 }],
  generation: 1,
  until: range.until,
  readAt: now,
  checkedOn: dayOf(now),
  nextCheck: 0,
  deadDays: 0,
});

/** The contents once the days of a range count in a generation instead of those before. */
export const afterReading = (contents: KeptContents, range: DayRange, generation: number): KeptContents => {
  const untilDay = Math.max(untilDayOf(range.until), range.fromDay + 1);
  const kept = contents.days.flatMap((one) => [
    { ...one, untilDay: Math.min(one.untilDay, range.fromDay) },
    { ...one, fromDay: Math.max(one.fromDay, untilDay) },
  ]);
  const added = { fromDay: range.fromDay, untilDay, generation };
  const days = [...kept, added].filter((one) => one.fromDay < one.untilDay).sort((a, b) => a.fromDay - b.fromDay);
  const dead = lengthOf(contents.days) - lengthOf(days.filter((one) => one.generation !== generation));
  return {
    ...contents,
    days,
    generation,
    until: later(contents.until, range.until),
    deadDays: contents.deadDays + dead,
  };
};

const lengthOf = (days: readonly KeptDays[]): number => days.reduce((sum, one) => sum + one.untilDay - one.fromDay, 0);

/** Whether so much of the table does not count any more that removing it is worth its price. */
export const isWorthPurging = ({ days, deadDays }: KeptContents): boolean => deadDays * 2 >= lengthOf(days);

/** Whether history changed so widely that the table is better made anew, as when a column got another type. */
export const isRewritten = (changed: readonly number[], range: DayRange): boolean => {
  const compared = dayOf(range.until) - range.fromDay;
  return compared >= 3 && changed.length * 2 > compared;
};
