import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DialectKind } from '@assay/warehouse-sql';
import { createDatabase, type FakeRedshift, startRedshift, type TestDatabase } from '@assay/test-support';
import { openPostgres } from '../../warehouses/adapters/postgres.adapter.js';
import { openRedshift } from '../../warehouses/adapters/redshift/redshift.adapter.js';
import type { Warehouse } from '../../warehouses/index.js';
import { execute } from '../execution/execute.js';
import { MemoryJournal } from '../execution/memory-journal.js';
import { planAnalysis } from '../planning/planner.js';
import type { StepFindings } from '../summaries/summary.js';
import { randomRows, type Rows } from './random-rows.js';
import { referenceCells } from './reference-cells.js';
import { aAnalysis, designUnderTest, metricsUnderTest } from './warehouse-fixture.js';

const user = `analyst_${randomBytes(4).toString('hex')}`; // roles belong to the whole server
const scratchSchema = 'assay_scratch';
const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const role = { arn: 'arn:aws:iam::123456789012:role/assay', externalId: 'org_test-4711' };
const rows = randomRows(4711);
let database: TestDatabase;
let redshift: FakeRedshift;

beforeAll(async () => {
  database = await createDatabase();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`CREATE ROLE ${user} LOGIN PASSWORD 'open sesame'; CREATE SCHEMA ${scratchSchema}`);
  // Redshift folds quoted names to lower case, PostgreSQL keeps them: each sees a schema of its own spelling.
  await load(admin, 'public', 'unit id', rows);
  await load(admin, 'kept', 'Unit Id', rows);
  await admin.query(`GRANT ALL ON SCHEMA ${scratchSchema} TO ${user}`);
  await admin.end();
  const account = { accessKeyId: keys.accessKeyId, role };
  redshift = await startRedshift({ databaseUrl: database.url, user, password: 'open sesame', account });
});

afterAll(async () => {
  await redshift.close();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`DROP OWNED BY ${user}; DROP ROLE ${user}`);
  await admin.end();
  await database.drop();
});

async function load(admin: pg.Client, schema: string, unit: string, { assignments, facts }: Rows): Promise<void> {
  await admin.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  const at = `TIMESTAMP 'epoch' + "at" * INTERVAL '1 millisecond' AS "at"`;
  await admin.query(
    `CREATE TABLE ${schema}.assignments
       ("${unit}" VARCHAR, experiment VARCHAR, "select" VARCHAR, "at" TIMESTAMP, country VARCHAR)`,
  );
  await admin.query(
    `INSERT INTO ${schema}.assignments SELECT subject, experiment, variation, ${at}, country
     FROM json_to_recordset($1) AS r(subject VARCHAR, experiment VARCHAR, variation VARCHAR, "at" DOUBLE PRECISION, country VARCHAR)`,
    [JSON.stringify(assignments)],
  );
  await admin.query(
    `CREATE TABLE ${schema}.facts (unit VARCHAR, "at" TIMESTAMP, amount DOUBLE PRECISION, word VARCHAR, status VARCHAR)`,
  );
  await admin.query(
    `INSERT INTO ${schema}.facts SELECT subject, ${at}, amount, word, status
     FROM json_to_recordset($1) AS r(subject VARCHAR, "at" DOUBLE PRECISION, amount DOUBLE PRECISION, word VARCHAR, status VARCHAR)`,
    [JSON.stringify(facts)],
  );
  await admin.query(
    `GRANT USAGE ON SCHEMA ${schema} TO ${user}; GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${user}`,
  );
}

const openKept = async (): Promise<Warehouse> => {
  const { hostname, port, pathname } = new URL(database.url);
  const place = { host: hostname, port: Number(port), database: pathname.slice(1), tls: 'disable' as const };
  return openPostgres({ ...place, user, password: 'open sesame', scratchSchema });
};

const openFolded = (): Promise<Warehouse> => {
  const place = { region: 'eu-west-1', cluster: null, workgroup: 'analytics', user: null, role };
  const name = new URL(database.url).pathname.slice(1);
  return openRedshift({ ...place, keys, database: name, scratchSchema, endpoint: redshift.endpoint });
};

const analyse = async (dialect: DialectKind, schema: string, warehouse: Warehouse): Promise<StepFindings> => {
  const request = aAnalysis({ minimumContributors: 1 });
  const { assignmentSource, factSources, connection } = request;
  const moved = {
    ...request,
    assignmentSource: { ...assignmentSource, sql: `SELECT * FROM ${schema}.assignments` },
    factSources: factSources.map((source) => ({ ...source, sql: `SELECT * FROM ${schema}.facts` })),
    connection: { ...connection, dialect },
  };
  const asOf = new Date(designUnderTest.factsUntil + 60 * 86_400_000).toISOString();
  const plan = planAnalysis(moved, { runId: 'test', asOf, withSeries: true });
  const journal = new MemoryJournal();
  await execute(plan, warehouse, journal, {
    ...{ tag: { organisationId: 'org', purpose: 'run' }, concurrency: 2 },
    variations: designUnderTest.variations,
  });
  await warehouse.close();
  for (const [id, end] of journal.ends) if (end.state === 'failed') throw new Error(`${id}: ${end.failure.message}`);
  return journal.findings();
};

const isNear = (ours: number | undefined, theirs: number): boolean =>
  ours !== undefined && Math.abs(ours - theirs) <= 1e-9 * Math.max(1, Math.abs(theirs)); // sums of doubles in another order

describe.each([
  ['PostgreSQL', 'postgres', 'kept', openKept],
  ['Redshift', 'redshift', 'public', openFolded],
] as const)('given %s', (_, dialect, schema, open) => {
  it('agrees with the slow reference on random rows, for every operation', async () => {
    const { moments, days } = await analyse(dialect, schema, await open());

    let compared = 0;
    const wrong = referenceCells(rows, metricsUnderTest).flatMap((cell) => {
      const ours = moments.find(
        (m) => m.metricId === cell.metricId && m.variation === cell.variation && m.label === cell.label,
      )?.moments;
      const what = `${cell.metricId} ${cell.variation} ${cell.label}`;
      if ((ours?.n ?? 0) !== cell.n) return [`${what}: ${ours?.n} subjects instead of ${cell.n}`];
      if (cell.n === 0 || ours?.outcome !== 'measured') return [];
      const [got, wanted] = [
        [...ours.sums, ...ours.products],
        [...cell.sums, ...cell.products],
      ];
      compared += wanted.length;
      return wanted.flatMap((value, i) => (isNear(got[i], value) ? [] : [`${what}: ${got[i]} instead of ${value}`]));
    });
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(200);
    expect(days.length).toBeGreaterThan(50);
  });
});
