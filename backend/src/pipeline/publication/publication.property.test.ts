import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  dialects,
  publication,
  publishedFacts,
  publishedRows,
  type Measure,
  type ScratchTable,
} from '@assay/warehouse-sql';
import fc from 'fast-check';

const d = dialects.duckdb;
const k = 3;
const arms = ['control', 'treatment'] as const;
type Arm = (typeof arms)[number];

/** What a subject adds to one table of results; null = it is not in it. */
type State = { readonly arm: Arm; readonly value: number } | null;
type Subject = readonly [before: State, after: State];

let file: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  file = await DuckDBInstance.create(':memory:');
  connection = await file.connect();
  await connection.run('CREATE SCHEMA scratch');
});
afterAll(() => {
  connection.closeSync();
  file.closeSync();
});

const tableOf = (table: string): ScratchTable => ({ schema: ['scratch'], table });
const amount: Measure = {
  ...{ sourceId: 'orders', column: 'amount', reduction: { kind: 'sum' }, filters: [], cutoff: null },
  ages: { unit: 'micros', from: 0, to: null },
} as Measure;

/** The digest of one table of results, from exposures and staged facts as a refresh makes them. */
const digest = async (name: string, states: readonly State[]): Promise<ScratchTable> => {
  const rows = states.flatMap((state, i) => (state === null ? [] : [{ ...state, i }]));
  const table = tableOf(name);
  for (const made of [name, 'exposure', 'event']) await connection.run(`DROP TABLE IF EXISTS scratch.${made}`);
  // Numbered from the end: the number of a row is of this table alone, the subject's own key is not.
  await connection.run(
    'CREATE TABLE scratch.exposure (subject_key INTEGER, subject VARCHAR, variation VARCHAR, exposed_us BIGINT, exposed_day INTEGER, is_mixed INTEGER, assignment_count INTEGER)',
  );
  await connection.run('CREATE TABLE scratch.event (subject_key INTEGER, age_us BIGINT, c0 DOUBLE)');
  for (const [at, { i, arm, value }] of rows.reverse().entries()) {
    await connection.run(`INSERT INTO scratch.exposure VALUES (${at}, 'u${i}', '${arm}', 0, 0, 0, 1)`);
    await connection.run(`INSERT INTO scratch.event VALUES (${at}, 5, ${value})`);
  }
  const q = { table, exposures: tableOf('exposure'), variations: arms, properties: 0, cutoffs: [], untilMicros: 0 };
  await connection.run(publishedRows(d, q).text);
  const staged = { table: tableOf('event'), stagedFor: [amount] };
  await connection.run(publishedFacts(d, { ...q, staged, source: 0 }).text);
  return table;
};

const mayPublish = async (subjects: readonly Subject[]): Promise<boolean> => {
  const before = await digest(
    'was',
    subjects.map(([state]) => state),
  );
  const now = await digest(
    'is',
    subjects.map(([, state]) => state),
  );
  const answer = await connection.runAndReadAll(publication(d, { now, before, minimumContributors: k }).text);
  return answer.getRows()[0]?.[0] === 1;
};

const valueIn = (state: State, arm: Arm): number | null => (state?.arm === arm ? state.value : null);
const changedIn = (subjects: readonly Subject[], arm: Arm): readonly number[] =>
  subjects.flatMap(([before, after], i) => (valueIn(before, arm) === valueIn(after, arm) ? [] : [i]));

/** Rows of a linear programme: what is known, with x >= 0. */
interface Known {
  readonly rows: readonly (readonly number[])[];
  readonly sums: readonly number[];
}

/**
 * Both tables of an arm as equations in what its subjects add: one unknown for a subject that did not change, which
 * whoever knows that may use, and one for each table otherwise.
 */
const equationsOf = (subjects: readonly Subject[], arm: Arm) => {
  const [before, after]: [number[], number[]] = [[], []];
  const ofSubject = subjects.map(([was, is]) => {
    const values = [valueIn(was, arm), valueIn(is, arm)] as const;
    const place = (inBefore: number, inAfter: number): number => {
      before.push(inBefore);
      return after.push(inAfter) - 1;
    };
    if (values[0] !== null && values[0] === values[1]) return { was: place(1, 1), is: before.length - 1 };
    return { was: values[0] === null ? null : place(1, 0), is: values[1] === null ? null : place(0, 1) };
  });
  const known = ([0, 1] as const).flatMap((at) => {
    const values = subjects.flatMap((subject) => valueIn(subject[at], arm) ?? []);
    // A sum to which fewer contribute does not leave at all.
    if (values.length < k) return [];
    return [{ row: at === 0 ? before : after, sum: values.reduce((sum, value) => sum + value, 0) }];
  });
  return {
    ofSubject,
    width: before.length,
    known: { rows: known.map(({ row }) => row), sums: known.map(({ sum }) => sum) },
  };
};

/** The least and the greatest of c·x that what is known allows, at the corners of the polytope. */
const rangeOf = ({ rows, sums }: Known, c: readonly number[]): readonly [number, number] => {
  if (c.some((cell, i) => cell !== 0 && rows.every((row) => row[i] === 0))) return [-Infinity, Infinity];
  const corners: number[] = [];
  const columns = c.map((_, i) => i);
  for (const i of columns) {
    if (rows.length === 1) {
      const [row] = rows as [number[]];
      if (row[i] !== 0) corners.push(((c[i] as number) * (sums[0] as number)) / (row[i] as number));
      continue;
    }
    for (const j of columns.slice(i + 1)) {
      const [[a, b], [e, f]] = rows.map((row) => [row[i], row[j]]) as [[number, number], [number, number]];
      const determinant = a * f - b * e;
      if (determinant === 0) continue;
      const [s, t] = sums as [number, number];
      const [x, y] = [(s * f - b * t) / determinant, (a * t - s * e) / determinant];
      if (x >= 0 && y >= 0) corners.push((c[i] as number) * x + (c[j] as number) * y);
    }
  }
  return [Math.min(...corners), Math.max(...corners)];
};

/** Sets of 1 to k − 1 of some subjects. */
const fewOf = (all: readonly number[]): number[][] =>
  all.flatMap((one, at) => [[one], ...all.slice(at + 1).map((other) => [one, other])]);

/** Whether what few subjects changed by, together, follows from both tables. */
const isTold = (subjects: readonly Subject[], arm: Arm): boolean => {
  const { ofSubject, width, known } = equationsOf(subjects, arm);
  return fewOf(changedIn(subjects, arm)).some((few) => {
    const c = Array.from({ length: width }, () => 0);
    for (const i of few) {
      const { was, is } = ofSubject[i] as (typeof ofSubject)[number];
      if (was !== null) c[was] = -1;
      if (is !== null) c[is] = 1;
    }
    const [least, greatest] = rangeOf(known, c);
    return greatest - least < 1e-9;
  });
};

const state = fc.option(fc.record({ arm: fc.constantFrom(...arms), value: fc.integer({ min: 1, max: 4 }) }), {
  nil: null,
});
/** Most subjects stay as they are, so that few, just enough and none change. */
const subject = fc.oneof(
  { weight: 3, arbitrary: state.map((one): Subject => [one, one]) },
  { weight: 2, arbitrary: fc.tuple(state, state) },
);

it('publishes where each arm has nobody or enough that changed, and then tells nothing about fewer', async () => {
  const seen = { published: 0, refused: 0, told: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(subject, { minLength: 1, maxLength: 9 }), async (subjects) => {
      const changed = arms.map((arm) => changedIn(subjects, arm).length);

      const may = await mayPublish(subjects);

      expect(may).toBe(changed.every((n) => n === 0 || n >= k));
      const told = arms.some((arm) => isTold(subjects, arm));
      if (may) expect(told).toBe(false);
      seen[may ? 'published' : 'refused'] += 1;
      if (told) seen.told += 1;
    }),
    { numRuns: 150, seed: 20_260_301 },
  );
  // What is refused would have told of someone: the programme can see it.
  expect(Math.min(seen.published, seen.refused, seen.told)).toBeGreaterThan(15);
});

it('looks at nothing of a source that could not be read in one of the two', async () => {
  const before = await digest('was', [{ arm: 'control', value: 1 }]);
  const now = await digest('is', [{ arm: 'control', value: 2 }]);
  await connection.run('DELETE FROM scratch.was WHERE part_no = 1');

  const answer = await connection.runAndReadAll(publication(d, { now, before, minimumContributors: k }).text);

  expect(answer.getRows()).toEqual([[1]]);
});
