import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ConnectionView } from '@assay/api-contract';
import { Shop, startBackend, type TestBackend } from '../../testing/index.js';
import { RunsService } from './runs.service.js';

let backend: TestBackend;
let shop: Shop;
let metricId: string;

beforeAll(async () => {
  backend = await startBackend();
  shop = await Shop.open(backend, [
    `CREATE TABLE assignments AS SELECT 'u' || i AS subject, x.experiment,
       CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation,
       TIMESTAMP '2026-03-01' + INTERVAL (i) MINUTE AS ts
     FROM range(200) AS r(i), (VALUES ('written'), ('unwritten')) AS x(experiment)`,
    `CREATE TABLE facts AS SELECT DISTINCT subject, ts + INTERVAL 1 DAY AS ts, 10.0 AS amount FROM assignments`,
  ]);
  metricId = await shop.metric('Amount', { sql: 'SELECT * FROM facts', column: 'amount' });
});
afterAll(() => backend.stop());

const saved = (change: object): Promise<{ body: ConnectionView }> => {
  const { id, settings, name } = shop.connection;
  return shop.owner.put<ConnectionView>(`/connections/${id}`, { name, settings, ...change }, { 'if-match': '*' });
};

it('writes in the warehouse what the run log says, statement by statement, and previews as well', async () => {
  await saved({ ledger: true });
  const renamed = await saved({ name: 'Renamed' });

  const run = await shop.refresh(await shop.experiment({ key: 'written', metricIds: [metricId] }));
  await shop.owner.post(`/connections/${shop.connection.id}/preview`, { sql: 'SELECT 1 AS one' });
  const ledger = await shop.inWarehouse(
    'SELECT run_id, statement_digest, rows_out, bytes_out FROM assay_scratch.assay_ledger',
  );

  const log = run.statements.flatMap(({ egress, digest }) =>
    egress && egress.rows > 0 ? [[run.id, digest, egress.rows, egress.bytes]] : [],
  );
  const inOrder = (rows: readonly unknown[][]): string[] => rows.map((row) => JSON.stringify(row)).sort();
  expect([renamed.body.ledger, run.status, log.length > 0]).toEqual([true, 'succeeded', true]);
  expect(inOrder(ledger.filter(([runId]) => runId !== null))).toEqual(inOrder(log));
  expect(ledger.filter(([runId]) => runId === null)).toEqual([[null, expect.any(String), 1, 1]]);
});

it('fails a refresh whose statements cannot be written down, and keeps nothing of it', async () => {
  await saved({ ledger: true });
  await shop.inWarehouse(
    'DROP TABLE IF EXISTS assay_scratch.assay_ledger',
    'CREATE TABLE assay_scratch.assay_ledger (value VARCHAR)',
  );
  const id = await shop.experiment({ key: 'unwritten', metricIds: [metricId] });

  const run = await shop.refresh(id);

  expect(run.status).toBe('failed');
  expect(run.error).toContain('The rows were dropped');
  expect((await backend.app.get(RunsService).summariesOf(backend.who, id))?.moments ?? []).toEqual([]);
});
