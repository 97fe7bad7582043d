import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DefinitionUses, ExperimentView, PropertySourceView, ResultsView, SegmentView } from '@assay/api-contract';
import { Shop } from '../testing/shop.js';
import { startBackend, type TestBackend } from '../testing/index.js';

/** 400 subjects, each with an account; a third pay for theirs. */
const tables = [
  `CREATE TABLE assignments AS
   SELECT 's' || i AS subject, TIMESTAMP '2026-03-02 00:00:00' AS ts, 'exp' AS experiment,
     CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation, 'US' AS country
   FROM range(400) AS t(i)`,
  `CREATE TABLE accounts AS
   SELECT subject, CASE WHEN CAST(substr(subject, 2) AS INTEGER) % 3 = 0 THEN 'paid' ELSE 'free' END AS plan
   FROM assignments`,
  `CREATE TABLE payments AS SELECT subject, ts + INTERVAL 1 DAY AS ts, 2.0 AS amount FROM assignments`,
];

let backend: TestBackend;
let shop: Shop;
let entityId: string;
let accounts: PropertySourceView;
let experimentId: string;

beforeAll(async () => {
  backend = await startBackend();
  await backend.listen();
  shop = await Shop.open(backend, tables, ['country']);
  entityId = ((await shop.owner.get<{ items: { id: string }[] }>('/entities')).body.items[0] as { id: string }).id;
  accounts = (await shop.owner.post<PropertySourceView>('/property-sources', plans({}))).body;
  const metricId = await shop.metric('Paid', { sql: 'SELECT * FROM payments', column: 'amount' });
  experimentId = await shop.experiment({ key: 'exp', metricIds: [metricId], splitBy: ['Plan', 'country'] });
});
afterAll(() => backend?.stop());

const plans = (change: object) => ({
  ...{ name: 'Accounts', entityId, sql: 'SELECT * FROM accounts', subjectColumn: 'subject' },
  properties: [{ name: 'Plan', column: 'plan' }],
  ...change,
});
const results = async (query = ''): Promise<ResultsView> =>
  (await shop.owner.get<ResultsView>(`/experiments/${experimentId}/results${query}`)).body;

it('splits results by a property of the entity, with one scan of its source', async () => {
  const run = await shop.refresh(experimentId);

  expect(run.status).toBe('succeeded');
  expect(run.statements.filter(({ sql }) => sql.includes('FROM accounts'))).toHaveLength(1);
  const { cells } = await results('?splitBy=Plan');
  expect(cells.map(({ value, metrics }) => [value, metrics[0]?.arms.map(({ n }) => n)])).toEqual([
    ['free', [133, 133]],
    ['paid', [67, 67]],
  ]);
});

it('asks a segment of it', async () => {
  const conditions = [{ property: 'Plan', operation: 'equals', values: ['paid'] }];
  const segment = await shop.owner.post<SegmentView>('/segments', { name: 'Payers', entityId, conditions });
  const { body } = await shop.owner.get<ExperimentView>(`/experiments/${experimentId}`);
  const design = { ...body.design, segmentId: segment.body.id, splitBy: [] };
  await shop.owner.put(`/experiments/${experimentId}`, { ...body, design }, { 'if-match': '*' });

  await shop.refresh(experimentId);

  const { metrics, sanity } = await results();
  expect(metrics[0]?.arms.map(({ n }) => n)).toEqual([67, 67]);
  expect(sanity.population).toMatchObject({ segment: 'Payers', status: 'passed' });
});

it('names the experiments that a change reaches, and is not deleted under them', async () => {
  const { body } = await shop.owner.get<DefinitionUses>(`/property-sources/${accounts.id}/uses`);
  const refused = await shop.owner.delete(`/property-sources/${accounts.id}`, { 'if-match': '*' });

  expect(body.items.map(({ kind, name }) => [kind, name])).toEqual([['experiment', 'exp']]);
  expect(refused).toMatchObject({ status: 409, text: expect.stringContaining('experiment “exp”') });
});

it.each([
  ['a column that the SQL does not return', { name: 'New', properties: [{ name: 'Age', column: 'age' }] }, 'properties.0.column'],
  ['a property that another source has', { name: 'New' }, 'properties.0.name'],
  ['a property that names the subject', { name: 'New', properties: [{ name: 'Id', column: 'subject' }] }, 'properties.0.column'],
  ['an entity that is not there', { name: 'New', entityId: 'ent_none', properties: [{ name: 'New', column: 'plan' }] }, 'entityId'],
  ['several statements', { name: 'New', sql: 'SELECT 1; DROP TABLE accounts', properties: [{ name: 'New', column: 'plan' }] }, 'sql'],
])('refuses %s, naming the field', async (_, change, field) => {
  const { status, text } = await shop.owner.post('/property-sources', plans(change));

  expect(status).toBe(400);
  expect(text).toContain(field);
}); // prettier-ignore

it('refuses to split by a property that subjects do not have, naming those that they have', async () => {
  const { body } = await shop.owner.get<ExperimentView>(`/experiments/${experimentId}`);
  const design = { ...body.design, splitBy: ['Size'] };
  const answer = await shop.owner.put(`/experiments/${experimentId}`, { ...body, design }, { 'if-match': '*' });

  expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('choose of country, Plan') });
});
