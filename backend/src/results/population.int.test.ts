import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntryPointView, ExperimentView, ResultsView, SegmentView } from '@assay/api-contract';
import { Shop } from '../testing/shop.js';
import { startBackend, type TestBackend } from '../testing/index.js';

/** 400 subjects; two thirds open a cart on their second day, some also before assignment; each pays before and after. */
const tables = [
  `CREATE TABLE assignments AS
   SELECT 's' || i AS subject, TIMESTAMP '2026-03-02 00:00:00' AS ts, 'exp' AS experiment,
     CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation,
     CASE WHEN i % 5 = 0 THEN 'DE' WHEN i = 7 THEN 'LI' ELSE 'US' END AS country
   FROM range(400) AS t(i)`,
  `CREATE TABLE carts AS
   SELECT 's' || i AS subject, TIMESTAMP '2026-03-03 00:00:00' AS ts FROM range(400) AS t(i) WHERE i % 3 <> 0
   UNION ALL SELECT 's' || i, TIMESTAMP '2026-03-01 12:00:00' FROM range(400) AS t(i) WHERE i % 7 = 0`,
  `CREATE TABLE payments AS
   SELECT 's' || i AS subject, TIMESTAMP '2026-03-02 12:00:00' AS ts, 100.0 AS amount FROM range(400) AS t(i)
   UNION ALL SELECT 's' || i, TIMESTAMP '2026-03-04 00:00:00', 1.0 + i % 2 FROM range(400) AS t(i)`,
];

let backend: TestBackend;
let shop: Shop;
let metricId: string;
let entityId: string;

beforeAll(async () => {
  backend = await startBackend();
  await backend.listen();
  shop = await Shop.open(backend, tables, ['country']);
  metricId = await shop.metric('Paid', { sql: 'SELECT * FROM payments', column: 'amount' });
  entityId = ((await shop.owner.get<{ items: { id: string }[] }>('/entities')).body.items[0] as { id: string }).id;
});

afterAll(() => backend?.stop());

const cart = {
  name: 'Cart opened',
  sql: 'SELECT * FROM carts',
  subjectColumn: 'subject',
  timestampColumn: 'ts',
};
const entryPoint = async (name: string): Promise<EntryPointView> => {
  const { status, body, text } = await shop.owner.post<EntryPointView>('/entry-points', { ...cart, name, entityId });
  if (status !== 201) throw new Error(text);
  return body;
};
const segmentOf = async (name: string, values: readonly string[], property = 'country'): Promise<SegmentView> => {
  const conditions = [{ property, operation: 'equals', values }];
  const { status, body, text } = await shop.owner.post<SegmentView>('/segments', { name, entityId, conditions });
  if (status !== 201) throw new Error(text);
  return body;
};

/** An experiment whose design is changed through the API. */
const narrowed = async (name: string, change: Partial<ExperimentView['design']>) => {
  const id = await shop.experiment({ key: 'exp', name, metricIds: [metricId] });
  const { body } = await shop.owner.get<ExperimentView>(`/experiments/${id}`);
  const design = { ...body.design, ...change };
  const answer = await shop.owner.put<ExperimentView>(`/experiments/${id}`, { ...body, design }, { 'if-match': '*' });
  return { id, answer };
};

const resultsOf = async (id: string): Promise<ResultsView> => {
  const run = await shop.refresh(id);
  if (run.status !== 'succeeded') throw new Error(JSON.stringify(run));
  return (await shop.owner.get<ResultsView>(`/experiments/${id}/results`)).body;
};

describe('given an entry point', () => {
  it('analyses only those who entered after they were assigned, from their entry on', async () => {
    const { id } = await narrowed('entered', { entryPointId: (await entryPoint('Cart')).id });

    const { sanity, metrics } = await resultsOf(id);

    expect(sanity.population).toMatchObject({
      status: 'passed',
      entryPoint: 'Cart',
      byVariation: [
        { variation: 'control', assigned: 200, inside: 133 },
        { variation: 'treatment', assigned: 200, inside: 133 },
      ],
    });
    // The 100 that each paid between assignment and entry do not count.
    expect(metrics[0]?.arms.map(({ n, value }) => ({ n, value }))).toEqual([
      { n: 133, value: 1 },
      { n: 133, value: 2 },
    ]);
  });

  it('cannot be deleted while an experiment uses it, and says which', async () => {
    const entry = await entryPoint('Cart that is used');
    await narrowed('uses it', { entryPointId: entry.id });

    const { status, body } = await shop.owner.delete<{ detail: string }>(`/entry-points/${entry.id}`, {
      'if-match': '*',
    });

    expect(status).toBe(409);
    expect(body.detail).toContain('experiment “uses it”');
  });

  it('is refused with the name of a column that its SQL does not return', async () => {
    const answer = await shop.owner.post<{ detail: string }>('/entry-points', {
      ...cart,
      entityId,
      name: 'Wrong column',
      timestampColumn: 'at',
    });

    expect(answer.status).toBe(400);
    expect(answer.body.detail).toContain('timestampColumn: The SQL returns no column “at”. It returns: subject, ts.');
  });
});

describe('given a segment', () => {
  it('analyses its subjects alone', async () => {
    const { id } = await narrowed('germans', { segmentId: (await segmentOf('Germans', ['DE'])).id });

    const { sanity, metrics } = await resultsOf(id);

    expect(sanity.exposure.subjects).toBe(80);
    expect(sanity.population).toMatchObject({ segment: 'Germans', entryPoint: null });
    expect(metrics[0]?.arms.map(({ n }) => n)).toEqual([40, 40]);
  });

  it('shows nothing where one subject alone is outside of it', async () => {
    const most = await segmentOf('All but one', ['DE', 'US']);
    const { id } = await narrowed('all but one', { segmentId: most.id });

    const { sanity, metrics } = await resultsOf(id);

    expect(sanity.population?.status).toBe('failed');
    expect(sanity.population?.byVariation.map(({ inside }) => inside)).toEqual([null, null]);
    expect(metrics.flatMap(({ arms }) => arms.map(({ n }) => n))).toEqual([0, 0]);
  });

  it('is refused where the assignment source has no such property, with those that it has', async () => {
    const { answer } = await narrowed('planets', { segmentId: (await segmentOf('Mars', ['red'], 'planet')).id });

    expect(answer.status).toBe(400);
    expect(answer.text).toContain(
      '“Mars” asks for “planet”, which is no property of the assignment source or its entity: it has country.',
    );
  });

  it('is refused without a condition', async () => {
    const answer = await shop.owner.post('/segments', { name: 'Everyone', entityId, conditions: [] });

    expect(answer.status).toBe(400);
    expect(answer.text).toContain('Give at least one condition.');
  });
});
