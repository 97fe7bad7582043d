import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AssignmentSourceView,
  DefinitionUses,
  EntityView,
  ExperimentView,
  FactSourceView,
  MetricView,
  ResultsView,
} from '@assay/api-contract';
import { startBackend, type TestBackend } from '../testing/backend.js';
import type { Answer } from '../testing/browser.js';
import { Shop } from '../testing/shop.js';

// Visitors v0 … v399, the odd ones treated. Users sign in later on two visitors' devices: user i on v(i) first, then
// on v(i + 2). Users pay; visitors do not know it.
const tables = [
  `CREATE TABLE assignments AS
   SELECT 'v' || i AS subject, TIMESTAMP '2026-03-02 00:00:00' AS ts, 'exp' AS experiment,
     CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation, CAST(NULL AS VARCHAR) AS user_id
   FROM range(400) AS t(i)
   UNION ALL SELECT 'v' || i, TIMESTAMP '2026-03-03 00:00:00', 'exp',
     CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END, 'u' || i FROM range(300) AS t(i)
   UNION ALL SELECT 'v' || (i + 2), TIMESTAMP '2026-03-04 00:00:00', 'exp',
     CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END, 'u' || i FROM range(300) AS t(i)`,
  `CREATE TABLE payments AS
   SELECT 'u' || i AS user_id, TIMESTAMP '2026-03-02 12:00:00' AS ts, 10.0 + i % 4 AS amount FROM range(350) AS t(i)
   UNION ALL SELECT 'u' || i, TIMESTAMP '2026-03-01 12:00:00', 1000.0 FROM range(350) AS t(i)`,
];

let backend: TestBackend;
let shop: Shop;
let visitor: EntityView;
let user: EntityView;
let source: AssignmentSourceView;
let payments: FactSourceView;

const made = <T>({ status, body, text }: Answer<T>): T => {
  if (status !== 201) throw new Error(text);
  return body;
};
const metric = async (name: string, operation: string): Promise<MetricView> =>
  made(
    await shop.owner.post<MetricView>('/metrics', {
      ...{ kind: 'simple', name, entityId: user.id },
      numerator: { factId: payments.facts[0]?.id, operation },
    }),
  );

beforeAll(async () => {
  backend = await startBackend();
  await backend.listen();
  shop = await Shop.open(backend, tables);
  const { items } = (await shop.owner.get<{ items: AssignmentSourceView[] }>('/assignment-sources')).body;
  const before = items[0] as AssignmentSourceView;
  visitor = (await shop.owner.get<{ items: EntityView[] }>('/entities')).body.items[0] as EntityView;
  user = made(await shop.owner.post<EntityView>('/entities', { name: 'Account' }));
  const { id: _, version: _v, createdAt: _c, updatedAt: _u, ...body } = before;
  const answer = await shop.owner.put<AssignmentSourceView>(
    `/assignment-sources/${before.id}`,
    { ...body, secondaryIds: [{ entityId: user.id, column: 'user_id' }] },
    { 'if-match': '*' },
  );
  if (answer.status !== 200) throw new Error(answer.text);
  source = answer.body;
  payments = made(
    await shop.owner.post<FactSourceView>('/fact-sources', {
      ...{ name: 'Payments', sql: 'SELECT * FROM payments', timestampColumn: 'ts' },
      entities: [{ entityId: user.id, column: 'user_id' }],
      facts: [{ name: 'Paid', column: 'amount' }],
    }),
  );
});

afterAll(() => backend?.stop());

it('gives what users paid to the visitors that they were first seen as', async () => {
  const paid = await metric('Paid per visitor', 'sum');
  const id = await shop.experiment({ key: 'exp', metricIds: [paid.id], lookbackDays: 7 });

  const run = await shop.refresh(id);
  const { body } = await shop.owner.get<ResultsView>(`/experiments/${id}/results`);

  expect([run.status, body.metrics.map(({ name }) => name)]).toEqual(['succeeded', ['Paid per visitor']]);
  // Users 0 … 299 are v0 … v299: 150 of the 200 visitors of each variation pay 10 + i mod 4; users 300 … 349 are nobody.
  const { arms } = body.metrics[0] as ResultsView['metrics'][number];
  expect(arms.map(({ variation, n, value }) => [variation, n, value])).toEqual([
    ['control', 200, (75 * 10 + 75 * 12) / 200],
    ['treatment', 200, (75 * 11 + 75 * 13) / 200],
  ]);
});

describe('given a metric that the source cannot be judged by', () => {
  it('refuses a count of distinct values of users, and says why', async () => {
    const { id } = await metric('Different payments', 'count_distinct');
    const experiment = await shop.experiment({ key: 'exp', name: 'Distinct', metricIds: [] });
    const { body } = await shop.owner.get<ExperimentView>(`/experiments/${experiment}`);
    const design = { ...body.design, metrics: [{ metricId: id, role: 'primary' as const }] };

    const answer = await shop.owner.put<{ detail: string }>(
      `/experiments/${experiment}`,
      { ...body, design },
      { 'if-match': '*' },
    );

    expect(answer.status).toBe(400);
    expect(answer.body.detail).toContain('reads “Payments” by a secondary id, and a count of distinct values needs');
  });

  it('refuses an entity that nobody defined, and a column that the SQL does not return', async () => {
    const save = async (secondaryIds: readonly object[]): Promise<string> => {
      const { id, version: _v, createdAt: _c, updatedAt: _u, ...body } = source;
      const answer = await shop.owner.put(`/assignment-sources/${id}`, { ...body, secondaryIds }, { 'if-match': '*' });
      return `${answer.status} ${(answer.body as { detail: string }).detail}`;
    };

    expect(await save([{ entityId: 'ent_none', column: 'user_id' }])).toMatch(
      /^400 secondaryIds\.0\.entityId: There is no such entity here/,
    );
    expect(await save([{ entityId: user.id, column: 'usr' }])).toMatch(
      /^400 secondaryIds\.0\.column: The SQL returns no/,
    );
    expect(await save([{ entityId: visitor.id, column: 'user_id' }])).toMatch(/the entity that is assigned/);
  });
});

it('keeps an entity that a secondary id is of', async () => {
  const uses = await shop.owner.get<DefinitionUses>(`/entities/${user.id}/uses`);
  const removed = await shop.owner.delete(`/entities/${user.id}`, { 'if-match': '*' });

  expect(uses.body.items.filter(({ isDirect }) => isDirect).map(({ name }) => name)).toContain('Assignments');
  expect(removed.status).toBe(409);
});
