import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDatabase,
  findSnowflakePython,
  startBigQuery,
  startDatabricks,
  startRedshift,
  startSnowflake,
} from '@assay/test-support';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.js';

export interface RunningStandIn {
  /** How to reach it, line by line. */
  readonly howTo: readonly string[];
  close(): Promise<void>;
}

const orders =
  "INSERT INTO public.orders VALUES ('ann', 12.5, '2026-03-01 10:00:00'), ('bob', 7, '2026-03-02 11:00:00')";

/** Fakesnow behind the protocol of the Node driver; a key pair is made anew at each start. */
async function snowflake(): Promise<RunningStandIn> {
  const python = findSnowflakePython();
  if (python === null) throw new Error('The stand-in for Snowflake needs Python 3.');
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const server = await startSnowflake(python, {
    database: 'SHOP',
    users: { ASSAY: { publicKey, password: 'assay', reads: ['PUBLIC.ORDERS'], owns: ['ASSAY_SCRATCH'] } },
  });
  await server.control({
    run: [
      'CREATE TABLE public.orders (subject VARCHAR, amount NUMBER(10, 2), paid_at TIMESTAMP_NTZ)',
      orders,
      'CREATE SCHEMA assay_scratch',
    ],
  });
  const how = [
    `start the product with SNOWFLAKE_URL=${server.url}`,
    'account acme-shop, database SHOP, virtual warehouse ANALYTICS, user ASSAY',
    'password assay, or this key:',
    ...privateKey.trim().split('\n'),
  ];
  return { howTo: how, close: () => server.close() };
}

/** The Data API over PostgreSQL. */
async function redshift(): Promise<RunningStandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-redshift-'));
  const postgres = await startEmbeddedPostgres({ folder, durable: false });
  process.env['ASSAY_TEST_SERVER'] = postgres.adminUrl; // where databases are made
  const database = await createDatabase();
  const user = `assay_${randomBytes(4).toString('hex')}`;
  const { default: pg } = await import('pg');
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`
    CREATE TABLE orders (subject VARCHAR(64), amount NUMERIC(10, 2), paid_at TIMESTAMP);
    ${orders};
    CREATE ROLE ${user} LOGIN PASSWORD 'assay';
    GRANT SELECT ON orders TO ${user};
    CREATE SCHEMA assay_scratch AUTHORIZATION ${user}`);
  await admin.end();
  const account = {
    accessKeyId: 'AKIAASSAYSTANDIN',
    role: { arn: 'arn:aws:iam::123456789012:role/assay', externalId: 'assay' },
  };
  const server = await startRedshift({ databaseUrl: database.url, user, password: 'assay', account });
  const how = [
    `start the product with AWS_ENDPOINT_URL=${server.endpoint}`,
    `region eu-west-1, workgroup analytics, database ${new URL(database.url).pathname.slice(1)}`,
    'AWS keys AKIAASSAYSTANDIN:standinstandinstandin',
  ];
  return {
    howTo: how,
    close: async () => {
      await server.close();
      await database.drop();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Databricks SQL over DuckDB; its certificate is made anew at each start. */
async function databricks(): Promise<RunningStandIn> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-databricks-'));
  const server = await startDatabricks();
  await writeFile(join(folder, 'authority.pem'), server.authority);
  await server.load([
    'CREATE SCHEMA sales',
    'CREATE TABLE sales.orders (subject STRING, amount DECIMAL(10, 2), paid_at TIMESTAMP)',
    orders.replace('public.', 'sales.'),
  ]);
  const how = [
    `start the product with DATABRICKS_URL=${server.url} NODE_EXTRA_CA_CERTS=${join(folder, 'authority.pem')}`,
    `host dbc-standin.cloud.databricks.com, HTTP path ${server.path}, catalog shop, table sales.orders`,
    `service principal ${server.tokens.clientId} with the secret ${server.tokens.clientSecret}`,
    `or the personal token ${server.tokens.personal}`,
  ];
  return {
    howTo: how,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What can be started by name. */
export const standIns: Readonly<Record<string, () => Promise<RunningStandIn>>> = {
  bigquery: async () => {
    const bigquery = await startBigQuery({ project: 'acme-shop', location: 'EU' });
    await bigquery.load('CREATE SCHEMA shop');
    await bigquery.load('CREATE TABLE shop.orders (subject STRING, amount NUMERIC, placed_at TIMESTAMP)');
    await bigquery.load(
      "INSERT INTO shop.orders VALUES ('ann', CAST('12.50' AS NUMERIC), CAST('2026-03-01 10:00:00+00' AS TIMESTAMP))",
    );
    return {
      howTo: [
        `project acme-shop, location EU, scratch dataset assay_scratch, table shop.orders at ${bigquery.endpoint}`,
        'Start the product with, and leave the secret of the connection empty:',
        `  BIGQUERY_EMULATOR_HOST=${bigquery.endpoint} GCE_METADATA_HOST=${bigquery.endpoint.replace('http://', '')} npm start`,
      ],
      close: () => bigquery.close(),
    };
  },
  snowflake,
  redshift,
  databricks,
};
