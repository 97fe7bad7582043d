import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FactSourceView, RunDetail } from '@assay/api-contract';
import { Shop, startBackend, type TestBackend } from '../../testing/index.js';
import type { Diagnostic, MomentsSummary } from '../summaries/summary.js';
import { RunsService } from './runs.service.js';

let backend: TestBackend;
let shop: Shop;
const logged: string[] = [];

beforeAll(async () => {
  backend = await startBackend({ onLog: (line) => logged.push(line) });
  shop = await Shop.open(
    backend,
    [
      `CREATE TABLE assignments AS SELECT 'u' || i AS subject, x.experiment,
         CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation,
         TIMESTAMP '2026-03-01' + INTERVAL (i) MINUTE AS ts,
         CASE WHEN i = 7 THEN 'yes' ELSE 'no' END AS is_seven, 'u' || i || '@example.com' AS email,
         CASE WHEN i % 4 < 2 THEN 'US' ELSE 'DE' END AS country
       FROM range(200) AS r(i), (VALUES ('lonely'), ('differenced'), ('tail'), ('quantile'), ('quoting'), ('names')) AS x(experiment)`,
      `CREATE TABLE facts AS SELECT DISTINCT subject, ts + INTERVAL 1 DAY AS ts, email, 10.0 AS amount,
         CAST(substr(subject, 2) AS INTEGER) AS n FROM assignments`,
    ],
    ['is_seven', 'email', 'country'],
  );
});
afterAll(() => backend.stop());

const amounts = { sql: 'SELECT * FROM facts', column: 'amount' };

const refreshed = async (
  key: string,
  metricIds: readonly string[],
  splitBy: readonly string[] = [],
): Promise<{ run: RunDetail; moments: readonly MomentsSummary[]; diagnostics: readonly Diagnostic[]; id: string }> => {
  const id = await shop.experiment({ key, metricIds, splitBy });
  const run = await shop.refresh(id);
  const found = await backend.app.get(RunsService).summariesOf(backend.who, id);
  return { run, id, moments: found?.moments ?? [], diagnostics: found?.diagnostics ?? [] };
};

it('withholds a metric to which one subject contributes, and keeps the count of subjects', async () => {
  const lonely = await shop.metric('Salary of u7', {
    sql: "SELECT subject, ts, CASE WHEN subject = 'u7' THEN 98765.25 ELSE 0 END AS salary FROM facts",
    column: 'salary',
  });

  const { run, moments } = await refreshed('lonely', [lonely]);

  expect(run.status).toBe('succeeded');
  expect(moments.map((one) => one.moments)).toEqual([
    { outcome: 'suppressed', n: 100, roles: ['numerator'] },
    { outcome: 'suppressed', n: 100, roles: ['numerator'] },
  ]);
});

describe('given segments that differ by one subject', () => {
  it('shows neither the subject alone nor all others', async () => {
    const amount = await shop.metric('Amount', amounts);

    const { id, diagnostics } = await refreshed('differenced', [amount], ['is_seven', 'email', 'country']);
    const labelsOf = async (property: string) => {
      const found = await backend.app.get(RunsService).splitOf(backend.who, id, property);
      return [...new Set(found.map((one) => one.label))].sort();
    };

    expect(await labelsOf('is_seven')).toEqual(['(other)']);
    expect(await labelsOf('email')).toEqual(['(other)']);
    expect(await labelsOf('country')).toEqual(['DE', 'US']);
    const labels = diagnostics.find((one) => one.kind === 'labels');
    expect(new Set(labels?.labels.map(({ label }) => label))).toEqual(new Set(['(other)', 'DE', 'US']));
  });
});

it.each([
  ['MAX of an e-mail', 'SELECT subject, MAX(ts) AS ts, MAX(email) AS value FROM facts GROUP BY subject', 'value'],
  [
    'a list of e-mails',
    "SELECT subject, MAX(ts) AS ts, STRING_AGG(email, ',') AS value FROM facts GROUP BY subject",
    'value',
  ],
  ['the e-mail of another subject', 'SELECT f.subject, f.ts, g.email AS value FROM facts AS f, facts AS g', 'value'],
])('refuses to sum %s', async (what, sql, column) => {
  await expect(shop.metric(`Sum of ${what}`, { sql, column })).rejects.toThrow(/is no number/);
});

it('keeps a percentile of the tail in the warehouse, since it is the value of one subject', async () => {
  const upper = (percentile: number) => ({
    operation: 'sum',
    winsorization: { upper: { kind: 'percentile', percentile } },
  });
  const values = { sql: 'SELECT subject, ts, 1000 + n * 0.37 AS n FROM facts', column: 'n' };
  const tail = await shop.metric('Capped at the tail', values, upper(0.999));
  const wide = await shop.metric('Capped wide', values, upper(0.9));

  const { run, diagnostics } = await refreshed('tail', [tail, wide]);

  expect(run.status).toBe('succeeded');
  const caps = diagnostics.flatMap((one) => (one.kind === 'caps' ? one.caps : []));
  expect(caps.map(({ metricId, upper: shown }) => [metricId, shown])).toEqual(
    expect.arrayContaining([
      [tail, null],
      [wide, 1070], // 1066.267 exactly, which stays in the warehouse
    ]),
  );
});

it('withholds a percentile whose tail is few subjects, and shows the median', async () => {
  const source = await shop.factSource('Durations', 'SELECT subject, ts, 1000 + n * 0.37 AS n FROM facts', 'n');
  const percentileOf = async (percentile: number): Promise<string> => {
    const { body } = await shop.owner.post<{ id: string }>('/metrics', {
      kind: 'percentile',
      name: `Duration at ${percentile}`,
      entityId: (await entities())[0],
      percentile: { factId: source.body.facts[0]?.id, percentile },
    });
    return body.id;
  };
  const [tail, median] = [await percentileOf(0.99), await percentileOf(0.5)];

  const { run, moments } = await refreshed('quantile', [tail, median]);

  const outcomesOf = (id: string) => moments.filter((one) => one.metricId === id).map((one) => one.moments.outcome);
  expect([run.status, run.error]).toEqual(['succeeded', null]);
  expect(outcomesOf(tail)).toEqual(['suppressed', 'suppressed']);
  expect(outcomesOf(median)).toEqual(['percentile', 'percentile']);
});

it('keeps the value that an engine quotes in an error out of run, log and database', async () => {
  const broken = await shop.metric('Quoting', {
    sql: 'SELECT subject, ts, CAST(email AS DOUBLE) AS value FROM facts',
    column: 'value',
  });
  const amount = await shop.metric('Amount beside it', amounts);

  const { run, moments } = await refreshed('quoting', [amount, broken]);

  const failed = run.statements.filter((one) => one.status === 'failed');
  expect([run.status, failed.length > 0, run.cause]).toEqual(['partial', true, 'query']);
  expect(failed[0]?.error).toMatch(/Conversion|refused|value/i);
  expect(JSON.stringify(run)).not.toMatch(/u\d+@example/);
  expect(logged.join('')).not.toMatch(/u\d+@example/);
  expect(new Set(moments.map(({ metricId }) => metricId))).toEqual(new Set([amount]));
});

it('takes every hostile name and filter as a word, and changes nothing in the warehouse', async () => {
  const hostile = [
    "'; DROP TABLE facts; --",
    '"; DROP TABLE facts; --',
    "x' OR '1'='1",
    "\\'; DELETE FROM facts; --",
    '*/ DROP TABLE facts /*',
    "$$; COPY facts TO '/tmp/x'; $$",
    '{{experiment_key}}',
    '); CALL pragma_version(); (',
    "'||(SELECT MAX(email) FROM facts)||'",
    'é😀\u2019\uFF07',
  ];
  const metricIds = [];
  for (const [at, word] of hostile.entries()) {
    const source = await shop.owner.post<FactSourceView>('/fact-sources', {
      name: `Source ${word}`,
      sql: 'SELECT * FROM facts',
      timestampColumn: 'ts',
      entities: [{ entityId: (await entities())[0], column: 'subject' }],
      facts: [{ name: word, column: 'amount' }],
      properties: [{ name: word, column: 'email' }],
    });
    const { body } = await shop.owner.post<{ id: string }>('/metrics', {
      kind: 'simple',
      name: `${word} ${at}`,
      entityId: (await entities())[0],
      numerator: {
        factId: source.body.facts[0]?.id,
        operation: 'sum',
        filters: [{ property: word, operation: 'not_equals', values: [word] }],
      },
    });
    metricIds.push(body.id);
  }

  const { run, moments } = await refreshed('names', metricIds);

  expect([run.status, run.error]).toEqual(['succeeded', null]);
  expect(moments.map((one) => (one.moments.outcome === 'measured' ? one.moments.sums : null))).toEqual(
    hostile.flatMap(() => [[1000], [1000]]),
  );
  expect(await shop.inWarehouse('SELECT COUNT(*), SUM(amount) FROM facts')).toEqual([[200n, expect.anything()]]);
});

const entities = async (): Promise<string[]> =>
  (await shop.owner.get<{ items: { id: string }[] }>('/entities')).body.items.map(({ id }) => id);
