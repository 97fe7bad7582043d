import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type {
  AssignmentSourceView,
  EntityView,
  ExperimentView,
  FactSourceView,
  MetricView,
  ResultsView,
  SeriesView,
} from '@assay/api-contract';
import { startBackend, type TestBackend } from '../testing/backend.js';
import type { Answer } from '../testing/browser.js';
import { Shop } from '../testing/shop.js';

// 240 companies of 1 to 4 users; company i has 1 + i mod 4. What users of a company pay is alike: the error is between
// companies. Treated users pay 2 more.
const tables = [
  `CREATE TABLE assignments AS
   SELECT 'c' || i AS subject, TIMESTAMP '2026-03-02 00:00:00' AS ts, 'exp' AS experiment,
     CASE WHEN (i // 4) % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation,
     'u' || i || '-' || m AS user_id, CASE WHEN i < 120 THEN 'old' ELSE 'new' END AS plan
   FROM range(240) AS t(i), range(4) AS u(m) WHERE m <= i % 4`,
  `CREATE TABLE payments AS
   SELECT 'u' || i || '-' || m AS user_id, TIMESTAMP '2026-03-03 00:00:00' AS ts,
     20.0 + (i * 7) % 11 + CASE WHEN (i // 4) % 2 = 1 THEN 2 ELSE 0 END AS amount
   FROM range(240) AS t(i), range(4) AS u(m) WHERE m <= i % 4`,
];

let backend: TestBackend;
let shop: Shop;
let company: EntityView;
let user: EntityView;
let payments: FactSourceView;

const made = <T>({ status, body, text }: Answer<T>): T => {
  if (status !== 201) throw new Error(text);
  return body;
};
const metric = async (name: string, more: object): Promise<string> =>
  made(await shop.owner.post<MetricView>('/metrics', { kind: 'simple', name, entityId: user.id, ...more })).id;
const paid = (operation: string): object => ({ factId: payments.facts[0]?.id, operation });

beforeAll(async () => {
  backend = await startBackend();
  await backend.listen();
  shop = await Shop.open(backend, tables, ['plan']);
  const { items } = (await shop.owner.get<{ items: AssignmentSourceView[] }>('/assignment-sources')).body;
  const { id, version: _v, createdAt: _c, updatedAt: _u, ...source } = items[0] as AssignmentSourceView;
  company = (await shop.owner.get<{ items: EntityView[] }>('/entities')).body.items[0] as EntityView;
  user = made(await shop.owner.post<EntityView>('/entities', { name: 'Seat' }));
  await shop.owner.put(
    `/assignment-sources/${id}`,
    { ...source, secondaryIds: [{ entityId: user.id, column: 'user_id' }] },
    { 'if-match': '*' },
  );
  payments = made(
    await shop.owner.post<FactSourceView>('/fact-sources', {
      ...{ name: 'Payments', sql: 'SELECT * FROM payments', timestampColumn: 'ts' },
      entities: [{ entityId: user.id, column: 'user_id' }],
      facts: [{ name: 'Paid', column: 'amount' }],
    }),
  );
});

afterAll(() => backend?.stop());

/** The experiment with another design, as the API answers. */
const redesigned = async (name: string, change: Partial<ExperimentView['design']>) => {
  const id = await shop.experiment({ key: 'exp', name, metricIds: [], splitBy: ['plan'] });
  const { body } = await shop.owner.get<ExperimentView>(`/experiments/${id}`);
  const answer = await shop.owner.put<ExperimentView & { detail: string }>(
    `/experiments/${id}`,
    { ...body, design: { ...body.design, ...change } },
    { 'if-match': '*' },
  );
  return { id, answer };
};

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
/** Companies of an arm, as number of users and total. */
const arm = (isTreated: boolean): readonly { users: number; total: number }[] =>
  Array.from({ length: 240 }, (_, i) => i)
    .filter((i) => (Math.floor(i / 4) % 2 === 1) === isTreated)
    .map((i) => ({ users: 1 + (i % 4), total: (1 + (i % 4)) * (20 + ((i * 7) % 11) + (isTreated ? 2 : 0)) }));
const meanOf = (companies: ReturnType<typeof arm>): number =>
  sumOf(companies.map(({ total }) => total)) / sumOf(companies.map(({ users }) => users));
/** Variance of the mean per user with companies as units: Σ (S − m·N)² · G/(G − 1) / (Σ N)². */
const varianceOf = (companies: ReturnType<typeof arm>): number => {
  const mean = meanOf(companies);
  const squares = sumOf(companies.map(({ users, total }) => (total - mean * users) ** 2));
  const n = companies.length;
  return (squares * n) / (n - 1) / sumOf(companies.map(({ users }) => users)) ** 2;
};

it('estimates the mean per user with companies as the independent units', async () => {
  const metricId = await metric('Paid per user', { numerator: paid('sum') });
  const { id } = await redesigned('Per user', {
    ...{ analysedEntityId: user.id, lookbackDays: 0, metrics: [{ metricId, role: 'primary' }] },
  });

  const run = await shop.refresh(id);
  const results = (
    await shop.owner.get<ResultsView>(`/experiments/${id}/results?effect=absolute&method=fixed&splitBy=plan`)
  ).body;

  expect([run.status, run.error]).toEqual(['succeeded', null]);
  const [control, treatment] = [arm(false), arm(true)];
  const { arms } = results.metrics[0] as ResultsView['metrics'][number];
  expect(arms.map(({ variation, n, value }) => [variation, n, value])).toEqual([
    ['control', 120, expect.closeTo(meanOf(control), 9)],
    ['treatment', 120, expect.closeTo(meanOf(treatment), 9)],
  ]);
  expect(arms[1]?.estimate).toMatchObject({
    lift: expect.closeTo(meanOf(treatment) - meanOf(control), 9),
    standardError: expect.closeTo(Math.sqrt(varianceOf(control) + varianceOf(treatment)), 9),
  });
  expect(results).toMatchObject({ counted: 'clusters', sanity: { exposure: { subjects: 240, members: 600 } } });
  expect(results.sanity.split.status).toBe('passed');
  const cells = results.cells.map(({ value, metrics }) => [value, metrics[0]?.arms.map(({ n }) => n)]);
  expect(Object.fromEntries(cells)).toEqual({ old: [60, 60], new: [60, 60] });
});

it('draws the mean per user by day', async () => {
  const metricId = await metric('Share that paid', { numerator: paid('distinct_entity') });
  const { id } = await redesigned('By day', {
    ...{ analysedEntityId: user.id, lookbackDays: 0, metrics: [{ metricId, role: 'primary' }] },
  });

  await shop.refresh(id);
  const { body } = await shop.owner.get<SeriesView>(`/experiments/${id}/series?metricId=${metricId}`);

  expect(body.arms.map(({ points }) => points.at(-1))).toEqual([
    { day: '2026-03-03', n: 120, value: 1 },
    { day: '2026-03-03', n: 120, value: 1 },
  ]);
});

it('says at a refresh that the source no longer knows the members', async () => {
  const metricId = await metric('Paid later', { numerator: paid('sum') });
  const { id } = await redesigned('Later', { analysedEntityId: user.id, metrics: [{ metricId, role: 'primary' }] });
  const { items } = (await shop.owner.get<{ items: AssignmentSourceView[] }>('/assignment-sources')).body;
  const { id: sourceId, version: _v, createdAt: _c, updatedAt: _u, ...source } = items[0] as AssignmentSourceView;
  const save = (secondaryIds: readonly object[]) =>
    shop.owner.put(`/assignment-sources/${sourceId}`, { ...source, secondaryIds }, { 'if-match': '*' });

  await save([]);
  const run = await shop.refresh(id);
  await save(source.secondaryIds);

  expect([run.status, run.error]).toEqual(['failed', expect.stringContaining('has no secondary id of their entity')]);
});

it('refuses metrics of the company, percentiles, and members that the source does not know', async () => {
  const percentile = await metric('p90', {
    ...{ kind: 'percentile', percentile: { factId: payments.facts[0]?.id, percentile: 0.9 } },
  });
  const ofCompany = await shop.metric(
    'Visits',
    { sql: 'SELECT subject, ts FROM assignments', column: null },
    {
      operation: 'count',
    },
  );
  const refusal = async (name: string, change: Partial<ExperimentView['design']>): Promise<string> =>
    (await redesigned(name, change)).answer.body.detail;
  const judgedBy = (metricId: string) => ({
    ...{ analysedEntityId: user.id, metrics: [{ metricId, role: 'primary' as const }] },
  });

  expect(await refusal('Percentile', judgedBy(percentile))).toContain(
    'is a percentile, which is not analysed by cluster',
  );
  expect(await refusal('Company', judgedBy(ofCompany))).toContain("another entity than the clusters' members");
  expect(await refusal('Assigned', { analysedEntityId: company.id })).toContain('has no secondary id of this entity');
  expect(await refusal('Nobody', { analysedEntityId: 'ent_none' })).toContain('has no secondary id of this entity');
});
