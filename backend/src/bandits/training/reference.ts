import type { BanditAttribute } from '@assay/api-contract';
import { attributesUnderTest, type LoggedAction, type TrainingRows } from './fixture.js';

/** Obvious and slow: ridge regression per action from rows in memory, against which the warehouse's is compared. */
export interface ReferenceModel {
  readonly subjects: number;
  readonly intercept: number;
  /** By `<attribute>` for a number, `<attribute>=<value>` for a category. */
  readonly weights: ReadonlyMap<string, number>;
}

type Row = LoggedAction & { readonly reward: number };

/** Without any minimum of contributors. */
export function referenceModels(
  { log, paid, evaluated = [] }: TrainingRows,
  penalty: number,
  range: { readonly from: number; readonly until: number; readonly windowDays: number },
): ReadonlyMap<string, ReferenceModel> {
  const first = new Map<string, LoggedAction>();
  for (const one of log) {
    if (one.at < range.from || one.at >= range.until || evaluated.includes(one.subject)) continue;
    const key = JSON.stringify([one.subject, one.action]);
    const known = first.get(key);
    if (known === undefined || one.at < known.at) first.set(key, one);
  }
  const rows: Row[] = [...first.values()].map((one) => ({
    ...one,
    reward: paid
      .filter(({ subject, at }) => subject === one.subject && at >= one.at && at < one.at + range.windowDays)
      .reduce((sum, { amount }) => sum + amount, 0),
  }));
  const models = new Map<string, ReferenceModel>();
  for (const action of new Set(rows.map((row) => row.action))) {
    const own = rows.filter((row) => row.action === action);
    models.set(action, fit(own, rows, penalty));
  }
  return models;
}

function fit(own: readonly Row[], all: readonly Row[], penalty: number): ReferenceModel {
  const columns = attributesUnderTest.flatMap((attribute) => columnsOf(attribute, own, all));
  const size = columns.length + 1;
  const design = own.map((row) => [1, ...columns.map(({ value }) => value(row))]);
  const left = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => design.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  );
  const right = Array.from({ length: size }, (_, i) =>
    design.reduce((sum, row, r) => sum + row[i]! * own[r]!.reward, 0),
  );
  columns.forEach(({ isNumber, value }, j) => {
    left[j + 1]![j + 1]! += isNumber ? penalty * variance(own.map(value)) : penalty;
  });
  const [intercept = 0, ...weights] = eliminate(left, right);
  return { subjects: own.length, intercept, weights: new Map(columns.map(({ name }, j) => [name, weights[j]!])) };
}

interface ReferenceColumn {
  readonly name: string;
  readonly isNumber: boolean;
  readonly value: (row: Row) => number;
}

function columnsOf({ column, kind }: BanditAttribute, own: readonly Row[], all: readonly Row[]): ReferenceColumn[] {
  const read = (row: Row): string | number | null => row[column as keyof Row];
  if (kind === 'numeric') {
    const known = all.map(read).filter((value) => typeof value === 'number');
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return [{ name: column, isNumber: true, value: (row) => (read(row) as number | null) ?? mean }];
  }
  const label = (row: Row): string => String(read(row) ?? '') || '(other)';
  return [...new Set(own.map(label))].map((one) => ({
    name: `${column}=${one}`,
    isNumber: false,
    value: (row) => (label(row) === one ? 1 : 0),
  }));
}

const variance = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
};

/** Gaussian elimination with the greatest pivot. */
function eliminate(left: number[][], right: number[]): number[] {
  const size = right.length;
  for (let step = 0; step < size; step += 1) {
    let best = step;
    for (let row = step + 1; row < size; row += 1) {
      if (Math.abs(left[row]![step]!) > Math.abs(left[best]![step]!)) best = row;
    }
    [left[step], left[best]] = [left[best]!, left[step]!];
    [right[step], right[best]] = [right[best]!, right[step]!];
    for (let row = step + 1; row < size; row += 1) {
      const share = left[row]![step]! / left[step]![step]!;
      for (let column = step; column < size; column += 1) left[row]![column]! -= share * left[step]![column]!;
      right[row]! -= share * right[step]!;
    }
  }
  const solved = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = right[row]!;
    for (let column = row + 1; column < size; column += 1) sum -= left[row]![column]! * solved[column]!;
    solved[row] = sum / left[row]![row]!;
  }
  return solved;
}
