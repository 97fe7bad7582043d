import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTables, createSink, duckDbWriter, postgresWriter, redshiftWriter } from '@assay/sdk-node/sink';
import { createClient } from '@assay/sdk-node';
import { createDatabase, type TestDatabase } from '@assay/test-support';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';

const experiment = {
  createdAt: '2026-11-20T00:00:00.000Z',
  format: 'SERVER',
  environment: { name: 'Production' },
  flags: {
    checkout: {
      key: 'checkout',
      enabled: true,
      variationType: 'STRING',
      variations: { a: { key: 'a', value: 'a' }, bandit: { key: 'bandit', value: 'bandit' } },
      allocations: [
        {
          key: 'test',
          splits: [
            { variationKey: 'bandit', shards: [], extraLogging: { holdoutKey: 'q4', holdoutVariation: 'status_quo' } },
          ],
          doLog: true,
        },
      ],
      totalShards: 10_000,
    },
  },
  bandits: { offer: [{ key: 'offer', flagKey: 'checkout', variationKey: 'bandit', variationValue: 'bandit' }] },
};
const models = {
  updatedAt: '2026-11-20T00:00:00.000Z',
  bandits: {
    offer: {
      banditKey: 'offer',
      modelName: 'falcon',
      modelVersion: 'offer-v1',
      modelData: { gamma: 1, defaultActionScore: 0, actionProbabilityFloor: 0, coefficients: {} },
    },
  },
};

/** Evaluates as an application does, with a sink for its callbacks. */
async function evaluateWith(sink: ReturnType<typeof createSink>, subjects: number): Promise<void> {
  const client = createClient({
    offline: true,
    ruleset: JSON.stringify(experiment),
    banditModels: JSON.stringify(models),
    onAssignment: sink.onAssignment,
    onBanditAction: sink.onBanditAction,
  } as never);
  for (let i = 0; i < subjects; i += 1) {
    client.getBanditAction('checkout', `o'hara-${i}`, { country: 'DE', age: 30 }, { red: { margin: 0.5 } }, 'a');
  }
  await sink.close();
  client.close();
}

describe('given a DuckDB file', () => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
    for (const text of createTables('duckdb')) await connection.run(text);
  });
  afterAll(() => connection.closeSync());

  it('holds what the application was assigned', async () => {
    await evaluateWith(createSink(duckDbWriter(connection)), 1_200);

    const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();
    expect(
      await rows(
        `SELECT count(*), count(DISTINCT subject), min(experiment), min(variation), min(holdout_key),
           min(subject_attributes->>'country'), bool_and("timestamp" > now()::TIMESTAMP - INTERVAL 1 HOUR)
         FROM assignments`,
      ),
    ).toEqual([['1200', '1200', 'checkout-test', 'bandit', 'q4', 'DE', true]]);
    expect(
      await rows(
        `SELECT count(*), min(bandit), min(action), max(action_probability), min(model_version),
           min(CAST(action_attributes->>'margin' AS DOUBLE)), min(subject_attributes->>'age') FROM bandit_actions`,
      ),
    ).toEqual([['1200', 'offer', 'red', 1, 'offer-v1', 0.5, '30']]);
  });
});

describe.each([
  ['Postgres', postgresWriter],
  ['the Postgres protocol that Redshift speaks', redshiftWriter],
])('given %s', (_, writerOf) => {
  let database: TestDatabase;
  let pool: pg.Pool;
  beforeAll(async () => {
    database = await createDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 2 });
    await pool.query("SET TIME ZONE 'UTC'");
    for (const text of createTables('postgres')) await pool.query(text);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('holds what the application was assigned', async () => {
    await evaluateWith(createSink(writerOf(pool)), 1_200);

    const { rows } = await pool.query(
      `SELECT count(*)::int AS n, count(DISTINCT subject)::int AS subjects, min(holdout_variation) AS holdout,
         bool_and("timestamp" > now() - interval '1 day') AS "isNow" FROM assignments`,
    );
    expect(rows).toEqual([{ n: 1_200, subjects: 1_200, holdout: 'status_quo', isNow: true }]);
    const actions = await pool.query('SELECT count(*)::int AS n, max(action_probability) AS p FROM bandit_actions');
    expect(actions.rows).toEqual([{ n: 1_200, p: 1 }]);
  });

  it('keeps rows while the table is away, and writes them when it is back', async () => {
    await pool.query('ALTER TABLE assignments RENAME TO elsewhere');
    const away: string[] = [];
    const sink = createSink(writerOf(pool), {
      retryAfterMs: 5,
      onError: ({ kind }) => {
        away.push(kind);
        if (away.length === 1) void pool.query('ALTER TABLE elsewhere RENAME TO assignments');
      },
    });
    const before = (await pool.query('SELECT count(*)::int AS n FROM elsewhere')).rows as { n: number }[];

    sink.onAssignment({
      ...{ allocation: 'test', experiment: 'other-test', featureFlag: 'other', format: 'SERVER', variation: 'on' },
      ...{ subject: 's', timestamp: new Date().toISOString(), subjectAttributes: {}, metaData: {} },
      ...{ evaluationDetails: null, entityId: null },
    });
    await sink.flush();

    const after = (await pool.query('SELECT count(*)::int AS n FROM assignments')).rows as { n: number }[];
    expect(after[0]!.n).toBe(before[0]!.n + 1);
    expect(away).toContain('retried');
    expect(away).not.toContain('dropped');
  });
});

it('documents for each warehouse the tables that the sink fills', () => {
  const page = readFileSync(new URL('../../../docs/assignment-tables.md', import.meta.url), 'utf8');

  for (const kind of ['duckdb', 'postgres', 'snowflake', 'bigquery', 'redshift', 'databricks'] as const) {
    for (const text of createTables(kind)) expect(page).toContain(`${text};`);
  }
});
