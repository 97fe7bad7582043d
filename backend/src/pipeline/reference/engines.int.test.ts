import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import { dialects } from '@assay/warehouse-sql';
import { createDatabase, type FakeRedshift, startRedshift, type TestDatabase } from '@assay/test-support';
import { openDuckDb } from '../../warehouses/adapters/duckdb.adapter.js';
import { openPostgres } from '../../warehouses/adapters/postgres.adapter.js';
import { openRedshift } from '../../warehouses/adapters/redshift/redshift.adapter.js';
import type { Warehouse } from '../../warehouses/index.js';
import { customerTables, expectSameNumbers, type SameNumbersSubject } from './same-numbers.conformance.js';

// Engines with a server of their own are asked in `warehouses/adapters/<kind>`.

const user = `analyst_${randomBytes(4).toString('hex')}`; // roles belong to the whole server
const scratchSchema = 'assay_scratch';
const keys = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const role = { arn: 'arn:aws:iam::123456789012:role/assay', externalId: 'org_test-4711' };
const folder = mkdtempSync(join(tmpdir(), 'assay-engines-'));
let database: TestDatabase;
let redshift: FakeRedshift;

beforeAll(async () => {
  const file = await DuckDBInstance.create(join(folder, 'shop.duckdb'));
  const connection = await file.connect();
  for (const text of customerTables(dialects.duckdb, 'main')) await connection.run(text);
  connection.closeSync();
  file.closeSync();

  database = await createDatabase();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`CREATE ROLE ${user} LOGIN PASSWORD 'open sesame'; CREATE SCHEMA ${scratchSchema}`);
  // Redshift folds quoted names to lower case, PostgreSQL keeps them: each sees a schema of its own spelling.
  for (const [schema, dialect] of [
    ['folded', dialects.redshift],
    ['kept', dialects.postgres],
  ] as const) {
    await admin.query(`CREATE SCHEMA ${schema}`);
    for (const text of customerTables(dialect, schema)) await admin.query(text);
    await admin.query(
      `GRANT USAGE ON SCHEMA ${schema} TO ${user}; GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${user}`,
    );
  }
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
  rmSync(folder, { recursive: true, force: true });
});

const openFile = (): Promise<Warehouse> =>
  openDuckDb({
    ...{ path: join(folder, 'shop.duckdb'), scratchSchema, threads: 2, memoryLimit: '500MB' },
    tempDirectory: join(folder, 'spill'),
  });

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

const subjects: readonly (readonly [engine: string, subject: SameNumbersSubject])[] = [
  ['DuckDB', { dialect: dialects.duckdb, schema: 'main', scratchSchema, open: openFile }],
  ['PostgreSQL', { dialect: dialects.postgres, schema: 'kept', scratchSchema, open: openKept }],
  ['Redshift', { dialect: dialects.redshift, schema: 'folded', scratchSchema, open: openFolded }],
];

it.each(subjects)('gives the numbers of the slow reference on %s', (_, subject) => expectSameNumbers(subject));
