import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openDuckDb } from '../../warehouses/adapters/duckdb.adapter.js';
import type { Warehouse } from '../../warehouses/index.js';
import { learn } from './learn.js';
import {
  attributesUnderTest,
  aTraining,
  evaluatedUnderTest,
  type LoggedAction,
  type PaidAmount,
  type TrainingRows,
  trainOn,
} from './fixture.js';
import { referenceModels } from './reference.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-bandits-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const open = (path: string): Promise<Warehouse> =>
  openDuckDb({ path, scratchSchema: 'assay_scratch', threads: 2, memoryLimit: '1GB', tempDirectory: folder });

const range = { from: 0, until: 18, windowDays: 2 };

/** A generator of numbers in [0, 1) that a seed fixes (mulberry32). */
const seeded = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};

/** Subjects who repeat, miss attributes, were logged too early or too late; ages far from zero. */
function someRows(seed: number, subjects: number): TrainingRows {
  const random = seeded(seed);
  const of = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const log: LoggedAction[] = [];
  const paid: PaidAmount[] = [];
  for (let i = 0; i < subjects; i += 1) {
    const subject = `s${i}`;
    const times = of([1, 1, 1, 2, 3]);
    for (let j = 0; j < times; j += 1) {
      log.push({
        subject,
        action: of(['red', 'green', "it's blue"]),
        at: random() * 22 - 2,
        age: random() < 0.1 ? null : 1e4 + Math.round(random() * 50),
        basket: random() < 0.2 ? null : random() * 100,
        country: of(['US', 'DE', 'FR', '', null, "Côte d'Ivoire"]),
        device: of(['phone', 'desktop']),
      });
    }
    const orders = of([0, 1, 1, 2]);
    for (let j = 0; j < orders; j += 1) paid.push({ subject, at: random() * 22, amount: 1 + random() * 30 });
  }
  return { log, paid, evaluated: log.flatMap(({ subject }) => (random() < 0.05 ? [subject] : [])) };
}

it('learns what ridge regression over the rows themselves learns, on random rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 30 }), fc.constantFrom(0.5, 3, 40), async (seed, penalty) => {
      const rows = someRows(seed, 240);

      const answers = await trainOn(open, folder, rows, aTraining({ evaluated: evaluatedUnderTest }));
      const { coefficients, actions } = learn(attributesUnderTest, penalty, answers);

      const expected = referenceModels(rows, penalty, range);
      expect(actions.map(({ action, subjects }) => [action, subjects]).sort()).toEqual(
        [...expected].map(([action, model]) => [action, model.subjects]).sort(),
      );
      for (const [action, model] of expected) {
        const ours = coefficients[action]!;
        // 1e-6: the reference solves uncentred equations whose columns lie far from zero.
        const near = (value: number | undefined) => expect.closeTo(value ?? Number.NaN, 5);
        const named = Object.fromEntries([
          ...[...ours.subjectNumericCoefficients, ...ours.actionNumericCoefficients].map((one) => [
            one.attributeKey,
            one.coefficient,
          ]),
          ...ours.subjectCategoricalCoefficients.flatMap((one) => [
            ...Object.entries(one.valueCoefficients).map(([value, weight]) => [`${one.attributeKey}=${value}`, weight]),
            ...(model.weights.has(`${one.attributeKey}=(other)`)
              ? [[`${one.attributeKey}=(other)`, one.missingValueCoefficient]]
              : []),
          ]),
        ]) as Record<string, number>;
        expect([seed, action, named]).toEqual([
          seed,
          action,
          Object.fromEntries([...model.weights].map(([name, weight]) => [name, near(weight)])),
        ]);
        expect(ours.intercept / Math.max(1, Math.abs(model.intercept))).toBeCloseTo(
          model.intercept / Math.max(1, Math.abs(model.intercept)),
          5,
        );
      }
    }),
    { numRuns: 5, seed: 20261218 },
  );
});

/** Rewards that follow a rule exactly, so that it can be found again. */
function plantedRows(subjects: number): TrainingRows {
  const random = seeded(7);
  const log: LoggedAction[] = [];
  const paid: PaidAmount[] = [];
  for (let i = 0; i < subjects; i += 1) {
    const action = ['red', 'green'][i % 2] as string;
    const [age, basket] = [20 + random() * 40, random() * 10];
    const country = ['US', 'DE'][Math.floor(random() * 2)] as string;
    const at = 1 + random() * 10;
    log.push({ subject: `s${i}`, action, at, age, basket, country, device: 'phone' });
    const amount = action === 'red' ? 100 + 2 * age + (country === 'US' ? 30 : 0) : 300 - 3 * age + 5 * basket;
    paid.push({ subject: `s${i}`, at: at + 0.5, amount });
  }
  return { log, paid };
}

it('finds the rule by which rewards were made', async () => {
  const rows = plantedRows(3_000);

  const answers = await trainOn(open, folder, rows, aTraining({ minimumContributors: 10 }));
  const { coefficients, actions } = learn(attributesUnderTest, 0.01, answers);

  const { red, green } = coefficients;
  expect(red?.subjectNumericCoefficients[0]?.coefficient).toBeCloseTo(2, 3);
  const country = red?.subjectCategoricalCoefficients.find((one) => one.attributeKey === 'country');
  expect((country?.valueCoefficients['US'] ?? 0) - (country?.valueCoefficients['DE'] ?? 0)).toBeCloseTo(30, 2);
  expect(green?.subjectNumericCoefficients[0]?.coefficient).toBeCloseTo(-3, 3);
  expect(green?.actionNumericCoefficients[0]?.coefficient).toBeCloseTo(5, 3);
  for (const { explained } of actions) expect(explained).toBeGreaterThan(0.9999);
});

it('prefers less where less is better', async () => {
  const rows = plantedRows(400);
  const base = aTraining();

  const answers = await trainOn(open, folder, rows, { ...base, reward: { ...base.reward, sign: -1 } });

  const { red } = learn(attributesUnderTest, 0.01, answers).coefficients;
  expect(red?.subjectNumericCoefficients[0]?.coefficient).toBeCloseTo(-2, 2);
});

it('lets nothing of an action leave that fewer than the minimum and a number per column chose', async () => {
  const rows = plantedRows(400);
  const few = rows.log.slice(0, 12).map((one, i) => ({ ...one, subject: `few${i}`, action: 'rare' }));

  const answers = await trainOn(
    open,
    folder,
    { ...rows, log: [...rows.log, ...few] },
    aTraining({ minimumContributors: 10 }),
  );

  const text = JSON.stringify([...answers.values()]);
  expect(text).toContain('red');
  expect(text).not.toContain('rare');
});

it('merges rare categories, and keeps a pair of attributes apart where a combination has few subjects', async () => {
  const rows = plantedRows(400);
  const log = rows.log.map((one, i) => ({
    ...one,
    country: i === 0 ? 'Tuvalu' : one.country,
    // Desktop goes with one country only, but for three subjects.
    device: one.country === 'US' && i > 8 ? 'desktop' : 'phone',
  }));

  const answers = await trainOn(open, folder, { ...rows, log }, aTraining({ minimumContributors: 10 }));
  const { coefficients, actions } = learn(attributesUnderTest, 1, answers);

  expect(JSON.stringify([...answers.values()])).not.toContain('Tuvalu');
  const counts = [...(answers.get('labels') ?? []), ...(answers.get('pairs') ?? [])].map((row) => Number(row['n']));
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(10);
  const red = actions.find(({ action }) => action === 'red');
  expect(red?.leftOut).toEqual(['device: together with country some subjects would stand alone.']);
  expect(coefficients['red']?.subjectCategoricalCoefficients.map((one) => one.attributeKey)).toEqual(['country']);
});

it('withholds a reward that few subjects brought, and learns nothing from it', async () => {
  const rows = plantedRows(400);
  const paid = rows.paid.slice(0, 6);

  const answers = await trainOn(open, folder, { log: rows.log, paid }, aTraining({ minimumContributors: 10 }));
  const { coefficients, actions } = learn(attributesUnderTest, 1, answers);

  expect(coefficients).toEqual({});
  expect(actions.map(({ meanReward }) => meanReward)).toEqual([null, null]);
  for (const row of answers.get('sums_0') ?? []) expect(row['s0']).toBeNull();
});

it('counts a conversion as 0 or 1, which needs subjects but no minimum of those who converted', async () => {
  const rows = plantedRows(400);
  const paid = rows.paid.slice(0, 6).flatMap((one) => [one, { ...one, at: one.at + 0.1 }]);

  const answers = await trainOn(
    open,
    folder,
    { log: rows.log, paid },
    aTraining({ minimumContributors: 10, operation: 'distinct_entity' }),
  );

  expect((answers.get('sums_0') ?? []).reduce((sum, row) => sum + Number(row['s0']), 0)).toBe(6);
});
