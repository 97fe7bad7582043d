import type { Budget } from '@assay/api-contract';
import type { StatementEstimate } from '../../warehouses/index.js';
import type { FactSource } from '@assay/definitions';
import type { Step } from '../planning/plan.js';

/** What was read and how long it took; a number that the engine does not tell counts as 0. */
export interface Spend {
  readonly bytes: number;
  readonly seconds: number;
}

/** One statement that has run: what the engine said beforehand, and what it came to. */
export interface Sample {
  readonly estimated: number;
  readonly actual: number;
}

/** By how much an estimate is to be multiplied. */
export interface Correction {
  readonly factor: number;
  readonly statements: number;
}

export interface Corrections {
  readonly bytes: Correction | null;
  readonly seconds: Correction | null;
}

export interface SourceOfStatement {
  readonly id: string;
  readonly name: string;
  readonly isPartitioned: boolean;
}

const fewestSamples = 3;

/** The median of actual / estimated, which one odd statement does not move; null = too few have run. */
export const correctionOf = (samples: readonly Sample[]): Correction | null => {
  const ratios = samples
    .filter(({ estimated, actual }) => estimated > 0 && actual >= 0)
    .map(({ estimated, actual }) => actual / estimated)
    .sort((a, b) => a - b);
  if (ratios.length < fewestSamples) return null;
  const middle = Math.floor(ratios.length / 2);
  const [low, high] = [ratios[Math.ceil(ratios.length / 2) - 1] as number, ratios[middle] as number];
  return { factor: (low + high) / 2, statements: ratios.length };
};

/**
 * What a statement will cost. Bytes as the engine says, corrected where enough has run; seconds only once a unit of
 * the planner has been seen to take time, since such a unit means nothing by itself.
 */
export const predicted = (
  estimate: Pick<StatementEstimate, 'bytesScanned' | 'planCost'>,
  corrections: Corrections,
): Spend => ({
  bytes: (estimate.bytesScanned ?? 0) * (corrections.bytes?.factor ?? 1),
  seconds: (estimate.planCost ?? 0) * (corrections.seconds?.factor ?? 0),
});

/** Why a budget does not allow another statement today; null = it does. */
export const refusalOf = (budget: Budget, spent: Spend, next: Spend): string | null => {
  const parts = [
    over('bytes', budget.dailyBytes, spent.bytes, next.bytes, inBytes),
    over('time', budget.dailySeconds, spent.seconds, next.seconds, inSeconds),
  ].flatMap((text) => text ?? []);
  return parts.length === 0 ? null : `${parts.join(' ')} ${remedy}`;
};

const remedy = 'Raise the budget on the connection’s page, wait for the next day (UTC), or refresh beyond the budget.';

const over = (
  what: string,
  limit: number | null,
  spent: number,
  next: number,
  words: (amount: number) => string,
): string | null => {
  if (limit === null || (spent < limit && spent + next <= limit)) return null;
  const about = next > 0 ? ` and this statement takes about ${words(next)}` : '';
  return `The day’s budget of ${what} is ${words(limit)}: ${words(spent)} are spent${about}.`;
};

const inBytes = (bytes: number): string => {
  const power = bytes < 1000 ? 0 : Math.min(5, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${['B', 'kB', 'MB', 'GB', 'TB', 'PB'][power]}`;
};
const inSeconds = (seconds: number): string => `${Number(seconds.toPrecision(3))} s`;

/** Kinds of steps whose statements may read a customer's rows; the others read scratch tables alone. */
const scanning: ReadonlySet<Step['kind']> = new Set(['exposures', 'facts', 'subjects', 'totals']);

/** What of a source tells whether a statement reads it. */
type Readable = Pick<FactSource, 'name' | 'sql' | 'partitionColumn'> & { readonly id: string };

export interface SourcesOfRequest {
  readonly assignmentSource: Readable;
  readonly factSources: readonly Readable[];
}

/** The sources whose SELECT a statement holds. */
export const sourcesOf = (
  { assignmentSource, factSources }: SourcesOfRequest,
  { kind, statement }: Pick<Step, 'kind' | 'statement'>,
): readonly SourceOfStatement[] =>
  scanning.has(kind)
    ? [assignmentSource, ...factSources]
        .filter(({ sql }) => statement.text.includes(sql.replace(/[\s;]+$/, '')))
        .map(({ id, name, partitionColumn }) => ({ id, name, isPartitioned: partitionColumn !== null }))
    : [];

const muchBytes = 1e9;
const muchSeconds = 30;

/** What to say of a source that is read from end to end at each refresh; null = nothing. */
export const warningOf = (
  source: Pick<SourceOfStatement, 'isPartitioned'>,
  scans: number,
  { bytes, seconds }: Spend,
): string | null => {
  if (source.isPartitioned || scans === 0 || (bytes / scans < muchBytes && seconds / scans < muchSeconds)) return null;
  return 'Each refresh reads all of it. Name the column by which the table is partitioned in the source.';
};
