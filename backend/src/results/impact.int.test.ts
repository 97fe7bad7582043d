import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ExperimentView, ResultsView } from '@assay/api-contract';
import { globalLift } from '@assay/stats';
import { Shop } from '../testing/shop.js';
import { startBackend, type TestBackend } from '../testing/index.js';

/** 600 assigned subjects, of whom the treated pay a tenth more, and 300 others. */
const tables = [
  `CREATE TABLE assignments AS
   SELECT 's' || i AS subject, 'exp' AS experiment, TIMESTAMP '2026-03-02 06:00:00' AS ts,
     CASE WHEN i % 3 = 0 THEN 'treatment' ELSE 'control' END AS variation, 'US' AS country
   FROM range(600) AS t(i)`,
  `CREATE TABLE payments AS
   SELECT 's' || i AS subject, TIMESTAMP '2026-03-03 12:00:00' AS ts,
     (9.0 + (i // 3) % 3) * CASE WHEN i % 3 = 0 AND i < 600 THEN 1.1 ELSE 1.0 END AS amount
   FROM range(900) AS t(i)
   UNION ALL SELECT 's1', TIMESTAMP '2026-02-01', 5000.0
   UNION ALL SELECT NULL, TIMESTAMP '2026-03-03', 5000.0`,
];

let backend: TestBackend;
let shop: Shop;
let experimentId: string;

beforeAll(async () => {
  backend = await startBackend();
  await backend.listen();
  shop = await Shop.open(backend, tables, ['country']);
  const paid = { sql: 'SELECT * FROM payments', column: 'amount' };
  const metricIds = [
    await shop.metric('Paid', paid),
    await shop.metric('Payers', paid, { operation: 'distinct_entity' }),
    await shop.metric('Paid in a day', paid, { operation: 'sum', window: { start: 0, end: 1, unit: 'days' } }),
  ];
  experimentId = await shop.experiment({ key: 'exp', metricIds });
});
afterAll(() => backend?.stop());

const results = async (query = ''): Promise<ResultsView> =>
  (await shop.owner.get<ResultsView>(`/experiments/${experimentId}/results${query}`)).body;
const change = async (globalLiftWanted: object, weights = [2, 1]) => {
  const { body } = await shop.owner.get<ExperimentView>(`/experiments/${experimentId}`);
  const variations = body.design.variations.map((one, i) => ({ ...one, weight: weights[i] }));
  const design = { ...body.design, variations, globalLift: globalLiftWanted };
  return shop.owner.put(`/experiments/${experimentId}`, { ...body, design }, { 'if-match': '*' });
};

it('asks for no total where none is wanted', async () => {
  const run = await shop.refresh(experimentId);

  expect(run.statements.filter(({ step }) => step.startsWith('totals'))).toEqual([]);
  expect((await results()).metrics.map(({ impact }) => impact)).toEqual([null, null, null]);
});

it('says what is missing until the next refresh, and of metrics without a total why', async () => {
  expect((await change({ isWanted: true, exposure: 0.5 })).status).toBe(200);

  expect((await results()).metrics.map(({ impact }) => impact)).toEqual([
    { kind: 'none', because: expect.stringContaining('refresh') },
    { kind: 'none', because: 'Only sums and counts add up to a total.' },
    { kind: 'none', because: expect.stringContaining('counts from exposure') },
  ]);
});

it('scales the lift to everyone, by one more scan of the fact source', async () => {
  const run = await shop.refresh(experimentId);

  expect(run.status).toBe('succeeded');
  expect(run.statements.filter(({ step }) => step.startsWith('totals'))).toHaveLength(3 - 2);
  const { metrics, sanity } = await results();
  const [, arm] = metrics[0]?.arms ?? [];
  if (arm?.estimate?.kind !== 'estimate') throw new Error('no estimate');
  // By hand: 10 each and 11 of the treated; the total of 9,200 to 3 digits.
  const expected = globalLift({
    everyone: 9200,
    arms: [
      { total: 4000, n: 400 },
      { total: 2200, n: 200 },
    ],
    treatment: 1,
    exposure: 0.5,
    lift: arm.estimate,
    hasSrm: false,
  });
  if (expected.kind !== 'global_lift') throw new Error(expected.because);
  const { coverage, lift, low, high } = expected;
  expect(sanity.split.status).toBe('passed');
  expect(metrics[0]?.impact).toEqual({
    ...{ kind: 'impact', total: 9200, coverage: expect.closeTo(coverage, 3) },
    treatments: [
      {
        ...{ kind: 'global_lift', variation: 'treatment', lift: expect.closeTo(lift, 3) },
        ...{ low: expect.closeTo(low, 3), high: expect.closeTo(high, 3) },
      },
    ],
  });
});

it('keeps it relative while effects are looked at as differences', async () => {
  const [relative, absolute] = [await results(), await results('?effect=absolute')];

  expect(absolute.metrics[0]?.impact).toEqual(relative.metrics[0]?.impact);
});

it('shows no global lift where the split is off', async () => {
  await change({ isWanted: true, exposure: 1 }, [1, 1]);

  const { impact } = (await results()).metrics[0] ?? {};
  expect(impact).toMatchObject({ treatments: [{ kind: 'none', because: expect.stringContaining('split is off') }] });
});

it.each([0, 1.5, -1])('refuses an exposure of %d', async (exposure) => {
  const { status, text } = await change({ isWanted: true, exposure });

  expect(status).toBe(400);
  expect(text).toContain('globalLift.exposure');
});
