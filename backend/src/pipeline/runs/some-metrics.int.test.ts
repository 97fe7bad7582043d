import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AuditEventView, ExperimentView, ResultsView, RunDetail, SeriesView } from '@assay/api-contract';
import { Shop } from '../../testing/shop.js';
import { startBackend, type TestBackend } from '../../testing/index.js';

/** 200 subjects; each paid 10 and visited twice. */
const tables = [
  `CREATE TABLE assignments AS
   SELECT 's' || i AS subject, 'exp' AS experiment, TIMESTAMP '2026-03-02 06:00:00' AS ts,
     CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation, 'US' AS country
   FROM range(200) AS t(i)`,
  `CREATE TABLE payments AS
   SELECT subject, TIMESTAMP '2026-03-03 12:00:00' AS ts, 10.0 + CAST(substr(subject, 2) AS INTEGER) % 3 AS amount
   FROM assignments`,
  `CREATE TABLE visits AS SELECT subject, ts + INTERVAL (h) HOUR AS ts FROM assignments, range(1, 3) AS r(h)`,
];

let backend: TestBackend;
let shop: Shop;
let paid: string;
let visits: string;
let experimentId: string;
let first: RunDetail;

beforeAll(async () => {
  backend = await startBackend();
  await backend.listen();
  shop = await Shop.open(backend, tables, ['country']);
  paid = await shop.metric('Paid', { sql: 'SELECT * FROM payments', column: 'amount' });
  visits = await shop.metric('Visits', { sql: 'SELECT * FROM visits', column: null }, { operation: 'count' });
  experimentId = await shop.experiment({ key: 'exp', metricIds: [paid], splitBy: ['country'] });
  first = await shop.refresh(experimentId);
});

afterAll(() => backend?.stop());

const results = async (query = ''): Promise<ResultsView> =>
  (await shop.owner.get<ResultsView>(`/experiments/${experimentId}/results${query}`)).body;
const edited = async (change: Partial<ExperimentView['design']>): Promise<void> => {
  const { body } = await shop.owner.get<ExperimentView>(`/experiments/${experimentId}`);
  const answer = await shop.owner.put(
    `/experiments/${experimentId}`,
    { ...body, design: { ...body.design, ...change } },
    { 'if-match': '*' },
  );
  if (answer.status !== 200) throw new Error(answer.text);
};
const refused = async (body: object): Promise<[number, string]> => {
  const { status, text } = await shop.owner.post(`/experiments/${experimentId}/refresh`, body);
  return [status, text];
};

it('refuses what could not join the results that stand, naming the remedy', async () => {
  const other = await shop.experiment({ key: 'exp', name: 'new', metricIds: [paid] });

  expect(await shop.owner.post(`/experiments/${other}/refresh`, { metrics: 'missing' })).toMatchObject({
    status: 409,
    text: expect.stringContaining('There are no results yet'),
  });
  expect(await refused({ metrics: 'missing' })).toEqual([409, expect.stringContaining('Every metric has results')]);
  expect(await refused({ metrics: ['met_none'] })).toEqual([400, expect.stringContaining('no metric “met_none”')]);
  expect(await refused({ metrics: [] })).toEqual([400, expect.stringContaining('metrics')]);
  expect(await refused({ metrics: 'missing', readsAnew: true })).toEqual([400, expect.stringContaining('metrics')]);
  // Refreshes are compared before they are published: one metric alone would slip past the comparison.
  expect(await refused({ metrics: [paid] })).toEqual([409, expect.stringContaining('“Paid” has results')]);
});

it('computes a metric that was added, at the same as-of, without reading the sources of the others', async () => {
  const before = await results();
  await edited({ metrics: [{ metricId: paid, role: 'primary' }, { metricId: visits, role: 'secondary' }] }); // prettier-ignore
  await shop.inWarehouse('UPDATE payments SET amount = amount + 1000');

  const run = await shop.refresh(experimentId, { metrics: 'missing' });

  expect(run).toMatchObject({ status: 'succeeded', metricIds: [visits], basedOn: first.id, asOf: first.asOf });
  expect(run.statements.filter(({ sql }) => sql.includes('payments'))).toEqual([]);
  const { metrics, sanity, asOf } = await results();
  expect(asOf).toBe(before.asOf);
  expect(metrics[0]).toEqual(before.metrics[0]);
  expect(metrics[1]?.arms.map(({ n, value }) => [n, value])).toEqual([[100, 2], [100, 2]]); // prettier-ignore
  expect(metrics.map(({ runId }) => runId)).toEqual([first.id, run.id]);
  const ids = run.statements.map(({ id }) => id);
  expect(metrics[1]?.statementIds.every((id) => ids.includes(id))).toBe(true);
  expect(sanity.missing.status).toBe('passed');
  expect(sanity.exposure).toEqual(before.sanity.exposure);
});

it('has days and values of properties of both', async () => {
  for (const metricId of [paid, visits]) {
    const { body } = await shop.owner.get<SeriesView>(`/experiments/${experimentId}/series?metricId=${metricId}`);
    expect(body.arms[0]?.points.length).toBeGreaterThan(0);
  }
  const { cells } = await results('?splitBy=country');
  expect(cells.map(({ value, metrics }) => [value, metrics.map(({ arms }) => arms[0]?.n)])).toEqual([
    ['US', [100, 100]],
  ]);
});

it('is on record, with the metrics', async () => {
  const { body } = await shop.owner.get<{ items: AuditEventView[] }>(
    '/audit-events?action=experiment.refresh_requested',
  );

  expect(body.items.length).toBeGreaterThan(0);
  expect(JSON.stringify(body.items)).toContain(visits);
});

it('asks for a whole refresh once the experiment is of other subjects', async () => {
  const added = await shop.metric(
    'Visits again',
    { sql: 'SELECT * FROM visits', column: null },
    { operation: 'count' },
  );
  await edited({
    metrics: [paid, visits, added].map((metricId, i) => ({ metricId, role: i === 0 ? 'primary' : 'secondary' })),
    assignmentFrom: '2026-03-02T00:00:00Z',
  });

  expect(await refused({ metrics: 'missing' })).toEqual([409, expect.stringContaining('of other subjects')]);
  const run = await shop.refresh(experimentId);
  expect(run).toMatchObject({ status: 'succeeded', metricIds: null, basedOn: null });
  expect((await results()).metrics.map((one) => one.runId)).toEqual([run.id, run.id, run.id]);
});
