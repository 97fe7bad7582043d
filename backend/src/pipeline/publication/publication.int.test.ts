import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConnectionView, ResultsView, RunDetail } from '@assay/api-contract';
import { Database } from '../../database/index.js';
import { FixedClock, hours } from '../../kernel/index.js';
import { KeptTables } from '../../warehouses/index.js';
import { RunsService } from '../runs/runs.service.js';
import { Shop, startBackend, type TestBackend } from '../../testing/index.js';

const clock = new FixedClock('2026-03-05T09:00:00Z');
let backend: TestBackend;
let shop: Shop;
let amount: string;
let experiments = 0;

beforeAll(async () => {
  backend = await startBackend({ clock });
  const tables = [
    'CREATE TABLE assignments (subject VARCHAR, experiment VARCHAR, variation VARCHAR, ts TIMESTAMP)',
    'CREATE TABLE orders (subject VARCHAR, ts TIMESTAMP, amount DOUBLE)',
  ];
  const path = join(backend.config.DATA_DIR, 'shop.duckdb');
  shop = await Shop.open(backend, tables, [], path, await backend.as('admin'));
  amount = await shop.metric('Amount', { sql: 'SELECT * FROM orders', column: 'amount' });
});
afterAll(() => backend.stop());
beforeEach(() => clock.advance(hours(1)));

/** Subjects `<from>` to `<until>` of an experiment, by turns in each variation, each with one order of 3. */
const arrive = (key: string, from: number, until: number): Promise<unknown> =>
  shop.inWarehouse(
    `INSERT INTO assignments SELECT '${key}' || i, '${key}', CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END,
       TIMESTAMP '2026-03-01' FROM range(${from}, ${until}) AS r(i)`,
    `INSERT INTO orders SELECT '${key}' || i, TIMESTAMP '2026-03-02', 3 FROM range(${from}, ${until}) AS r(i)`,
  );

const resultsOf = async (id: string): Promise<ResultsView> =>
  (await shop.owner.get<ResultsView>(`/experiments/${id}/results`)).body;

/** Subjects of the results that readers see. */
const subjectsOf = async (id: string): Promise<number> => {
  const found = await backend.app.get(RunsService).summariesOf(backend.who, id);
  const counts = found?.diagnostics.find((one) => one.kind === 'counts')?.variations ?? [];
  return counts.reduce((sum, { subjects }) => sum + (subjects ?? 0), 0);
};

const published = async (): Promise<number> =>
  (
    await shop.inWarehouse(
      "SELECT 1 FROM information_schema.tables WHERE table_schema = 'assay_scratch' AND table_name LIKE 'assay_kept_published%'",
    )
  ).length;

/** Resolves once runs that have ended have dropped the tables that they replaced. */
const settled = async (): Promise<void> => {
  const retired = (): Promise<unknown[]> =>
    backend.app
      .get(Database)
      .inOrganisation(backend.place.organisationId, (tx) =>
        tx.query("SELECT 1 FROM kept_table WHERE purpose = 'published' AND retired_at IS NOT NULL"),
      );
  while ((await retired()).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
};

/** An experiment of 200 subjects with published results. */
const anExperiment = async (): Promise<{ key: string; id: string; first: RunDetail }> => {
  const key = `e${experiments++}_`;
  await arrive(key, 0, 200);
  const id = await shop.experiment({ key, metricIds: [amount], until: null });
  const first = await shop.refresh(id);
  clock.advance(hours(1));
  return { key, id, first };
};

describe('given results that were published', () => {
  it('publishes nothing about one subject that joined, and says which results stand', async () => {
    const { key, id, first } = await anExperiment();
    await arrive(key, 200, 201);

    const second = await shop.refresh(id);

    const results = await resultsOf(id);
    expect([first.carriedForward, second.status]).toEqual([null, 'succeeded']);
    expect(second.carriedForward).toEqual({
      standingAsOf: first.asOf,
      checkedAsOf: second.asOf,
      reason: expect.stringContaining('fewer subjects changed'),
    });
    expect([results.runId, results.asOf, await subjectsOf(id)]).toEqual([first.id, first.asOf, 200]);
    expect(results.carriedForward).toEqual(second.carriedForward);
    const left = second.statements.flatMap(({ step, egress }) => (egress === null ? [] : [[step, egress.rows]]));
    expect(left).toEqual([['publication', 1]]);
  });

  it('publishes once enough have joined since then, however often it has looked in between', async () => {
    const { key, id } = await anExperiment();
    await arrive(key, 200, 210); // 5 in each variation
    const early = await shop.refresh(id);
    clock.advance(hours(1));
    await arrive(key, 210, 220);

    const late = await shop.refresh(id);

    const results = await resultsOf(id);
    expect(early.carriedForward).not.toBeNull();
    expect(late.carriedForward).toBeNull();
    expect([results.runId, await subjectsOf(id), results.carriedForward]).toEqual([late.id, 220, null]);
  });

  it('publishes the same numbers anew where nobody changed', async () => {
    const { id, first } = await anExperiment();
    const runs = backend.app.get(RunsService);
    const before = await runs.summariesOf(backend.who, id);

    const second = await shop.refresh(id);

    const after = await runs.summariesOf(backend.who, id);
    expect([second.carriedForward, after?.run.id]).toEqual([null, second.id]);
    expect(after?.asOf).not.toEqual(new Date(first.asOf ?? 0));
    expect(before?.moments).toHaveLength(2);
    expect(after?.moments).toEqual(before?.moments);
  });

  it('takes a subject with one more fact, or with other facts, for one that changed', async () => {
    const { key, id } = await anExperiment();
    await shop.inWarehouse(`UPDATE orders SET amount = amount + 1 WHERE subject = '${key}7'`);

    const corrected = await shop.refresh(id);
    clock.advance(hours(1));
    await shop.inWarehouse(
      `UPDATE orders SET amount = 4 WHERE subject IN (SELECT '${key}' || i FROM range(1, 20, 2) AS r(i))`,
    );
    const enough = await shop.refresh(id);

    expect(corrected.carriedForward).not.toBeNull();
    expect(enough.carriedForward).toBeNull();
  });

  it('keeps one table, and none once the experiment is gone', async () => {
    await settled();
    const others = await published();
    const { key, id } = await anExperiment();
    await arrive(key, 200, 201);
    await shop.refresh(id);
    await settled();
    const during = await published();
    const admin = await backend.as('admin');

    const { status } = await admin.delete(`/experiments/${id}`, { 'if-match': '*' });
    clock.advance(hours(25));
    await backend.app
      .get(KeptTables)
      .cleanUp({ organisationId: backend.place.organisationId, ids: { connectionId: shop.connection.id } });

    expect(status).toBe(204);
    expect([during - others, (await published()) - others]).toEqual([1, 0]);
  });

  it('compares with nothing after its table was dropped, and says so first', async () => {
    const { key, id } = await anExperiment();
    await arrive(key, 200, 201);
    for (const [name] of await shop.inWarehouse(
      "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'assay_kept_published%'",
    ))
      await shop.inWarehouse(`DROP TABLE assay_scratch.${String(name)}`);

    const failed = await shop.refresh(id);
    const next = await shop.refresh(id);

    expect([failed.status, failed.cause]).toEqual(['failed', 'grant_or_object']);
    expect(failed.error).toMatch(/What was published last could not be compared with.*Refresh again/);
    expect([next.status, next.carriedForward]).toEqual(['succeeded', null]);
  });

  it('publishes whatever changed where the connection says so, and keeps nothing', async () => {
    const { key, id } = await anExperiment();
    await arrive(key, 200, 201);
    const { name, settings, id: connectionId } = shop.connection;
    const { body } = await shop.owner.put<ConnectionView>(
      `/connections/${connectionId}`,
      { name, settings, comparesRefreshes: false },
      { 'if-match': '*' },
    );

    const second = await shop.refresh(id);

    expect([body.comparesRefreshes, second.carriedForward]).toEqual([false, null]);
    expect(second.statements.filter(({ step }) => step.startsWith('publ'))).toEqual([]);
    expect(await subjectsOf(id)).toBe(201);
  });
});
