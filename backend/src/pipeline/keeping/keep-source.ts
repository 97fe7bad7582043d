import {
  changedDays,
  createKept,
  dialects,
  fillKept,
  keptSelect,
  purgeKept,
  type Statement,
} from '@assay/warehouse-sql';
import type { StepEnd, StepFailure } from '../execution/execute.js';
import type { PlanConnection } from '../planning/analysis-request.js';
import {
  afterCheck,
  afterReading,
  checkRange,
  dayOf,
  earlierRange,
  firstContents,
  firstRange,
  isRewritten,
  isWorthPurging,
  newestRange,
  rangesOf,
  startOf,
  type DayRange,
  type KeptContents,
} from './kept-contents.js';
import type { HeldTable, Shelf } from './shelf.js';
import { selectOf, type SourceToKeep } from './source-to-keep.js';

/** One statement of the upkeep. */
export interface UpkeepStep {
  readonly label: string;
  readonly statement: Statement;
  /** Whether its rows are days whose history changed. */
  readonly tellsDays: boolean;
  /** Whether it reads the customer's source. */
  readonly readsSource: boolean;
}

/** What the upkeep of sources needs of its surroundings. */
export interface Upkeep {
  readonly connection: PlanConnection;
  readonly shelf: Shelf;
  /** Run a statement to its end, in the log of the run; rejects when the run was cancelled or interrupted. */
  readonly run: (source: SourceToKeep, step: UpkeepStep) => Promise<StepEnd>;
  /** ISO 8601 in UTC. */
  readonly now: string;
  readonly requestedAt: string;
  /** Read everything again, whatever is kept. */
  readonly isFull: boolean;
}

/** How an analysis reads the rows of a source that are kept. */
export interface KeptReading {
  readonly sourceId: string;
  /** Stands in place of the source's own SELECT. */
  readonly sql: string;
  /** Rows before this instant are there. */
  readonly until: string;
  /** UTC days, since 1970-01-01, whose history had changed and was read again. */
  readonly restatedDays: readonly number[];
}

/** The kept rows are of no use now; the source can still be read itself. */
export class NotKept extends Error {
  constructor(readonly failure: StepFailure) {
    super(failure.message);
  }
}

/**
 * Bring the kept rows of a source up to date: the newest days, days before the first one, and days whose history
 * changed. Each range is written under a generation of its own and counts from the moment that the manifest says so;
 * what fails or dies before leaves the manifest as it was, so that the next refresh covers it.
 *
 * Rejects with `NotKept` when the warehouse refuses: the analysis then reads the source itself.
 */
export const keepSource = async (upkeep: Upkeep, source: SourceToKeep): Promise<KeptReading> => {
  const { shelf, requestedAt, isFull } = upkeep;
  let held = await shelf.take(source.owner, source.definition);
  try {
    const isHalfMade = held.contents === null && !held.isNew;
    const isOld = held.contents !== null && Date.parse(held.contents.readAt) < Date.parse(requestedAt);
    if (isHalfMade || (isFull && isOld)) held = await shelf.replace(held, source.owner, source.definition);
    const done = held.contents === null ? null : await broughtUp(upkeep, source, held, held.contents);
    if (done !== null) return readingOf(upkeep, source, held, done.contents, done.restatedDays);
    if (held.contents !== null) held = await shelf.replace(held, source.owner, source.definition);
    return readingOf(upkeep, source, held, await made(upkeep, source, held), []);
  } finally {
    await shelf.letGo(held);
  }
};

const readingOf = (
  { connection }: Upkeep,
  source: SourceToKeep,
  held: HeldTable,
  contents: KeptContents,
  restatedDays: readonly number[],
): KeptReading => ({
  sourceId: source.id,
  sql: keptSelect(dialects[connection.dialect], held.table, contents.days),
  until: contents.until,
  restatedDays,
});

const made = async (upkeep: Upkeep, source: SourceToKeep, held: HeldTable): Promise<KeptContents> => {
  const range = firstRange(source.need);
  await done(upkeep, source, {
    label: `Keep rows of ${source.name} from ${dateOf(range.fromDay)} on`,
    statement: createKept(dialects[upkeep.connection.dialect], 1, rowsOf(upkeep, source, held, range)),
    ...{ tellsDays: false, readsSource: true },
  });
  const contents = firstContents(source.columns, range, upkeep.now);
  await upkeep.shelf.save(held, contents);
  return contents;
};

/** The table with all that is needed; null = it is gone, or so much changed that it is better made anew. */
const broughtUp = async (
  upkeep: Upkeep,
  source: SourceToKeep,
  held: HeldTable,
  before: KeptContents,
): Promise<{ contents: KeptContents; restatedDays: readonly number[] } | null> => {
  const newest = newestRange(before, source.need, upkeep.requestedAt);
  const first = earlierRange(before, source.need);
  const today = dayOf(upkeep.now);
  const compared = checkRange(before, today, newest?.fromDay ?? dayOf(before.until));
  try {
    const changed = compared ? await changedIn(upkeep, source, held, before, compared) : [];
    if (compared && isRewritten(changed, compared)) return null;
    let contents = compared ? afterCheck(before, compared, today) : before;
    for (const range of rangesOf(changed)) {
      contents = await filled(upkeep, source, held, contents, range, 'Read changed history of');
    }
    if (first) contents = await filled(upkeep, source, held, contents, first, 'Keep earlier rows of');
    if (newest) {
      contents = await filled(upkeep, source, held, contents, newest, 'Keep new rows of');
      contents = { ...contents, readAt: upkeep.now };
    }
    if (contents !== before) await upkeep.shelf.save(held, contents);
    if (newest) contents = await purged(upkeep, source, held, contents);
    return { contents, restatedDays: changed };
  } catch (problem) {
    if (problem instanceof NotKept && problem.failure.cause === 'grant_or_object') return null;
    throw problem;
  }
};

const changedIn = async (
  upkeep: Upkeep,
  source: SourceToKeep,
  held: HeldTable,
  contents: KeptContents,
  range: DayRange,
): Promise<readonly number[]> => {
  const rows = rowsOf(upkeep, source, held, range);
  const end = await done(upkeep, source, {
    label: `Compare history of ${source.name} from ${dateOf(range.fromDay)} to ${dateOf(dayOf(range.until) - 1)}`,
    statement: changedDays(dialects[upkeep.connection.dialect], contents.days, rows),
    ...{ tellsDays: true, readsSource: true },
  });
  return end.findings.changedDays ?? [];
};

const filled = async (
  upkeep: Upkeep,
  source: SourceToKeep,
  held: HeldTable,
  before: KeptContents,
  range: DayRange,
  what: string,
): Promise<KeptContents> => {
  const generation = before.generation + 1;
  // Handed out before it is used: rows of an attempt that dies bear a number that no other attempt has.
  await upkeep.shelf.save(held, { ...before, generation });
  await done(upkeep, source, {
    label: `${what} ${source.name} from ${dateOf(range.fromDay)} on`,
    statement: fillKept(dialects[upkeep.connection.dialect], generation, rowsOf(upkeep, source, held, range)),
    ...{ tellsDays: false, readsSource: true },
  });
  const after = afterReading(before, range, generation);
  await upkeep.shelf.save(held, after);
  return after;
};

/** Remove what does not count any more, if nobody can be reading it. It costs nothing but space until then. */
const purged = async (
  upkeep: Upkeep,
  source: SourceToKeep,
  held: HeldTable,
  contents: KeptContents,
): Promise<KeptContents> => {
  if (!isWorthPurging(contents) || (await upkeep.shelf.hasOtherReaders())) return contents;
  const statement = purgeKept(dialects[upkeep.connection.dialect], held.table, contents.days);
  const label = `Remove superseded rows of ${source.name}`;
  const end = await upkeep.run(source, { label, statement, tellsDays: false, readsSource: false });
  if (end.state !== 'done') return contents;
  const after = { ...contents, deadDays: 0 };
  await upkeep.shelf.save(held, after);
  return after;
};

type Done = Extract<StepEnd, { state: 'done' }>;

const done = async (upkeep: Upkeep, source: SourceToKeep, step: UpkeepStep): Promise<Done> => {
  const end = await upkeep.run(source, step);
  if (end.state === 'done') return end;
  const failure: StepFailure =
    end.state === 'failed' ? end.failure : { cause: 'cancelled', message: 'The statement was cancelled.' };
  throw new NotKept(failure);
};

const rowsOf = (upkeep: Upkeep, source: SourceToKeep, held: HeldTable, range: DayRange) => ({
  table: held.table,
  select: selectOf(source, range, upkeep.connection),
  columns: held.contents?.columns ?? source.columns,
  timestampColumn: source.timestampColumn,
  partitionColumn: source.partitionColumn,
  from: startOf(range.fromDay),
  until: range.until,
});

const dateOf = (day: number): string => startOf(day).slice(0, 10);
