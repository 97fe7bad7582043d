import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ExperimentView, ResultsView, SeriesView } from '@assay/api-contract';
import { Shop } from '../testing/shop.js';
import { startBackend, type TestBackend } from '../testing/index.js';

/**
 * 4,000 subjects on two days, of whom a tenth and then a half get the treatment, which does nothing. Everybody pays more
 * and converts more often on the second day.
 */
const tables = [
  `CREATE TABLE assignments AS
   SELECT 's' || i AS subject, experiment, TIMESTAMP '2026-03-02 06:00:00' + to_days(day) AS ts,
     CASE WHEN i % 10 < CASE WHEN day = 0 THEN 1 ELSE 5 END THEN 'treatment' ELSE 'control' END AS variation,
     CASE WHEN (i // 10) % 3 = 0 THEN 'DE' ELSE 'US' END AS country
   FROM (SELECT i, CAST(i >= 2000 AS INTEGER) AS day FROM range(4000) AS t(i)), (VALUES ('exp'), ('tiny')) AS e(experiment)`,
  `CREATE TABLE payments AS
   SELECT 's' || i AS subject, TIMESTAMP '2026-03-03 12:00:00' AS ts,
     CASE WHEN i < 2000 THEN 10.0 ELSE 20.0 END + (i // 10) % 7 AS amount
   FROM range(4000) AS t(i) WHERE (i // 10) % (CASE WHEN i < 2000 THEN 4 ELSE 2 END) = 0`,
];

const changedAt = '2026-03-03T00:00:00.000Z';

let backend: TestBackend;
let shop: Shop;
let experiment: ExperimentView;

beforeAll(async () => {
  backend = await startBackend();
  await backend.listen();
  shop = await Shop.open(backend, tables, ['country']);
  const source = { sql: 'SELECT * FROM payments', column: 'amount' };
  const metricIds = [await shop.metric('Paid', source)];
  const id = await shop.experiment({ key: 'exp', metricIds, splitBy: ['country'], lookbackDays: 0 });
  experiment = (await shop.owner.get<ExperimentView>(`/experiments/${id}`)).body;
  await shop.refresh(id);
});

afterAll(() => backend?.stop());

const results = async (query = ''): Promise<ResultsView> =>
  (await shop.owner.get<ResultsView>(`/experiments/${experiment.id}/results${query}`)).body;

const change = async (weightChanges: ExperimentView['design']['weightChanges']) => {
  const variations = experiment.design.variations.map((one, i) => ({ ...one, weight: i === 0 ? 9 : 1 }));
  const body = { ...experiment, design: { ...experiment.design, variations, weightChanges } };
  return shop.owner.put<ExperimentView & { errors?: unknown }>(`/experiments/${experiment.id}`, body, {
    'if-match': '*',
  });
};

it('takes a ramp for an effect and for a mismatch while it knows nothing of it', async () => {
  const { metrics, sanity, weights } = await results();

  const estimate = metrics[0]?.arms[1]?.estimate;
  if (estimate?.kind !== 'estimate') throw new Error(estimate?.explanation);
  expect(estimate.low).toBeGreaterThan(0.1);
  expect(sanity.split.status).toBe('failed');
  expect(weights).toBeNull();
});

it('asks for a refresh before it stratifies by weights that were edited', async () => {
  expect((await change([{ at: changedAt, weights: [1, 1] }])).status).toBe(200);

  const { metrics } = await results();
  expect(metrics[0]?.arms[1]?.estimate).toMatchObject({
    kind: 'none',
    reason: 'weights_changed',
    explanation: expect.stringContaining('refresh'),
  });
});

it('stratifies by the periods of constant weights, and says what a plain comparison would have said', async () => {
  await shop.refresh(experiment.id);
  const { metrics, sanity, weights } = await results();

  const estimate = metrics[0]?.arms[1]?.estimate;
  if (estimate?.kind !== 'estimate') throw new Error(estimate?.explanation);
  expect(estimate.lift).toBeCloseTo(0, 9);
  expect(metrics[0]?.arms.map(({ n }) => n)).toEqual([2800, 1200]);
  expect(weights?.plain[0]?.lift).toBeGreaterThan(0.1);
  expect(weights?.epochs.map((one) => one.variations.map(({ subjects }) => subjects))).toEqual([
    [1800, 200],
    [1000, 1000],
  ]);
  expect(sanity.split).toMatchObject({ status: 'passed', pValue: 1 });
  expect(sanity.exposure.byVariation.map(({ expectedShare }) => expectedShare)).toEqual([0.7, 0.3]);
});

it('makes the same number again in the proof of the report', async () => {
  const { body } = await shop.owner.get<{ document: { metrics: { published: { lift: number }[] }[] } }>(
    `/experiments/${experiment.id}/verification`,
  );

  expect(body.document.metrics[0]?.published[0]?.lift).toBeCloseTo(0, 9);
});

it('compares neither values of properties nor days of several weights', async () => {
  const { cells, sanity } = await results('?splitBy=country');
  const metricId = experiment.design.metrics[0]?.metricId ?? '';
  const { body } = await shop.owner.get<SeriesView>(`/experiments/${experiment.id}/series?metricId=${metricId}`);

  expect(cells.map(({ value }) => value).sort()).toEqual(['DE', 'US']);
  for (const cell of cells) {
    expect(cell.metrics[0]?.arms[1]?.estimate).toMatchObject({ kind: 'none', reason: 'weights_changed' });
  }
  expect(sanity.dimensions.status).toBe('unknown');
  const after = body.treatments[0]?.points.filter(({ day }) => day >= changedAt.slice(0, 10)) ?? [];
  expect(after.length).toBeGreaterThan(0);
  for (const point of after) expect(point.lift).toBeNull();
});

it.each([
  ['a change before assignments begin', [{ at: '2026-02-01T00:00:00.000Z', weights: [1, 1] }], 'weightChanges.0.at'],
  ['changes out of order', [{ at: changedAt, weights: [1, 1] }, { at: changedAt, weights: [1, 2] }], 'weightChanges.1.at'], // prettier-ignore
  ['a weight too few', [{ at: changedAt, weights: [1] }], 'weightChanges.0.weights'],
  ['a weight of zero', [{ at: changedAt, weights: [1, 0] }], 'weightChanges.0.weights.1'],
])('refuses %s, naming the field', async (_, weightChanges, field) => {
  const { status, text } = await change(weightChanges);

  expect(status).toBe(400);
  expect(text).toContain(field);
});
