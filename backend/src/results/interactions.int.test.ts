import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ExperimentView, ResultsView } from '@assay/api-contract';
import { Shop } from '../testing/shop.js';
import { startBackend, type TestBackend } from '../testing/index.js';

/**
 * 4,000 subjects in four experiments: `price` and `layout` split by halves of their own and disturb each other where
 * both treat; `colour` does nothing; `copy` gives nearly everybody the variation of `price`.
 */
const tables = [
  `CREATE TABLE assignments AS
   SELECT 's' || i AS subject, experiment, TIMESTAMP '2026-03-02 06:00:00' AS ts, 'US' AS country,
     CASE WHEN (i // part + CASE WHEN experiment = 'copy' AND i % 10 < 2 THEN 1 ELSE 0 END) % 2 = 0
       THEN 'control' ELSE 'treatment' END AS variation
   FROM range(4000) AS t(i), (VALUES ('price', 1), ('layout', 2), ('colour', 4), ('copy', 1)) AS e(experiment, part)
   WHERE experiment <> 'layout' OR i < 3600`,
  `CREATE TABLE payments AS
   SELECT 's' || i AS subject, TIMESTAMP '2026-03-03 12:00:00' AS ts,
     10.0 + (i // 8) % 5 + CASE WHEN i % 2 = 1 AND (i // 2) % 2 = 1 AND i < 3600 THEN 4.0 ELSE 0.0 END AS amount
   FROM range(4000) AS t(i)`,
];

let backend: TestBackend;
let shop: Shop;
const ids: Record<string, string> = {};

beforeAll(async () => {
  backend = await startBackend();
  await backend.listen();
  shop = await Shop.open(backend, tables, ['country']);
  const paid = { sql: 'SELECT * FROM payments', column: 'amount' };
  const metricIds = [
    await shop.metric('Paid', paid),
    await shop.metric('First payment', paid, { operation: 'first_value' }),
  ];
  for (const key of ['price', 'layout', 'colour', 'copy']) ids[key] = await shop.experiment({ key, metricIds });
});
afterAll(() => backend?.stop());

const results = async (): Promise<ResultsView> =>
  (await shop.owner.get<ResultsView>(`/experiments/${ids['price']}/results`)).body;
const testedAgainst = async (interactsWith: readonly (string | undefined)[]) => {
  const { body } = await shop.owner.get<ExperimentView>(`/experiments/${ids['price']}`);
  const design = { ...body.design, interactsWith };
  return shop.owner.put(`/experiments/${ids['price']}`, { ...body, design }, { 'if-match': '*' });
};

it('tells experiments that disturb each other from those that do not, and from those that are not independent', async () => {
  await shop.refresh(ids['price'] ?? '');
  await testedAgainst([ids['layout'], ids['colour'], ids['copy']]);
  const before = (await results()).interactions.map(({ status, explanation }) => [status, explanation]);
  const run = await shop.refresh(ids['price'] ?? '');

  const { interactions, properties, sanity } = await results();

  expect(before).toEqual(Array.from({ length: 3 }, () => ['unknown', 'Refresh to test it.']));
  expect(run.status).toBe('succeeded');
  expect(run.statements.filter(({ step }) => step.startsWith('other_exposures'))).toHaveLength(3);
  const [layout, colour, copy] = interactions;
  expect(layout).toMatchObject({ name: 'layout', status: 'warning', explanation: expect.stringContaining('Paid') });
  expect(layout?.metrics[0]?.pValue).toBeLessThan(1e-6);
  expect(layout?.dependencePValue).toBeGreaterThan(0.01);
  expect(colour).toMatchObject({ name: 'colour', status: 'passed' });
  expect(colour?.metrics[0]?.pValue).toBeGreaterThan(0.01);
  expect(copy).toMatchObject({
    name: 'copy',
    status: 'failed',
    explanation: expect.stringContaining('not independent'),
  });
  expect(properties).toEqual([]);
  expect(sanity.dimensions.status).toBe('unknown');
});

it.each([
  ['itself', () => ids['price']],
  ['an experiment that is not there', () => 'exp_none'],
])('is not tested against %s', async (_, other) => {
  const { status, text } = await testedAgainst([other()]);

  expect(status).toBe(400);
  expect(text).toContain('interactsWith.0');
});

it('goes on without an experiment that was deleted', async () => {
  const admin = await backend.as('admin');
  const { status } = await admin.delete(`/experiments/${ids['copy']}`, { 'if-match': '*' });

  const run = await shop.refresh(ids['price'] ?? '');

  expect([status, run.status]).toEqual([204, 'succeeded']);
  expect((await results()).interactions.map(({ name }) => name)).toEqual(['layout', 'colour']);
});
