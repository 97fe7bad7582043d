import { generateKeyPairSync } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  ExecuteStatementCommand,
  DescribeStatementCommand,
  GetStatementResultCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { BigQuery } from '@google-cloud/bigquery';
import snowflakeDriver, { type Connection } from 'snowflake-sdk';
import { findSnowflakePython, startBigQuery, startRedshift, startSnowflake } from '@assay/test-support';
import { openBigQuery } from '../../backend/src/warehouses/adapters/bigquery/bigquery.adapter.js';
import { serviceAccountKeyOf } from '../../backend/src/warehouses/adapters/bigquery/bigquery.keys.js';
import { openRedshift } from '../../backend/src/warehouses/adapters/redshift/redshift.adapter.js';
import { openSnowflake } from '../../backend/src/warehouses/adapters/snowflake/snowflake.adapter.js';
import { type Engine, groupsOf, inEmbeddedPostgres } from './engines.js';

/** What a stand-in can tell: what is added to the driver. Its own time is not the service's. */
export type StandIn = Pick<Engine, 'kind' | 'warehouse' | 'bare' | 'groups' | 'close'>;

const scratchSchema = 'assay_scratch';

async function bigquery(): Promise<StandIn> {
  const service = await startBigQuery({ project: 'acme-shop', location: 'EU' });
  const { endpoint, tokenEndpoint, account } = service;
  const place = { project: 'acme-shop', location: 'EU', scratchSchema, maximumBytesBilled: null };
  const warehouse = await openBigQuery({
    ...place,
    key: serviceAccountKeyOf(account.keyFile),
    endpoint,
    tokenEndpoint,
  });
  const { OAuth2Client } = await import('google-auth-library');
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: service.tokens.give().access_token });
  const driver = new BigQuery({
    projectId: place.project,
    location: place.location,
    apiEndpoint: endpoint,
    authClient,
  });
  return {
    kind: 'bigquery',
    warehouse,
    bare: async (query) => {
      const [job] = await driver.createQueryJob({ query, location: place.location });
      return job.getQueryResults();
    },
    groups: groupsOf((rows) => `UNNEST(GENERATE_ARRAY(0, ${rows - 1})) AS i`),
    close: async () => {
      await warehouse.close();
      await service.close();
    },
  };
}

async function redshift(): Promise<StandIn> {
  const server = await inEmbeddedPostgres();
  const { username, password, pathname } = new URL(server.url);
  const role = { arn: 'arn:aws:iam::123456789012:role/assay', externalId: 'org_bench' };
  const keys = { accessKeyId: 'AKIABENCH', secretAccessKey: 'secret' };
  const account = { accessKeyId: keys.accessKeyId, role };
  const service = await startRedshift({ databaseUrl: server.url, user: username, password, account });
  const [database, workgroup] = [pathname.slice(1), 'analytics'];
  const place = { region: 'eu-west-1', cluster: null, workgroup, user: null, role, keys, database };
  const warehouse = await openRedshift({ ...place, scratchSchema, endpoint: service.endpoint });
  const driver = new RedshiftDataClient({ region: place.region, endpoint: service.endpoint, credentials: keys });
  return {
    kind: 'redshift',
    warehouse,
    bare: async (Sql) => {
      const { Id } = await driver.send(
        new ExecuteStatementCommand({ Sql, Database: database, WorkgroupName: workgroup }),
      );
      for (;;) {
        const { Status, Error: said } = await driver.send(new DescribeStatementCommand({ Id }));
        if (Status === 'FINISHED') return driver.send(new GetStatementResultCommand({ Id }));
        if (Status === 'FAILED' || Status === 'ABORTED') throw new Error(said);
        await setTimeout(20);
      }
    },
    groups: groupsOf((rows) => `(${recursive(rows)}) AS r`),
    close: async () => {
      driver.destroy();
      await warehouse.close();
      await service.close();
      await server.close();
    },
  };
}

/** Redshift's leader alone has GENERATE_SERIES. */
const recursive = (rows: number): string => {
  const digits = (name: string): string =>
    `(${Array.from({ length: 10 }, (_, i) => `SELECT ${i} AS i`).join(' UNION ALL ')}) AS ${name}`;
  const number = 'a.i + 10 * b.i + 100 * c.i';
  return `SELECT ${number} AS i FROM ${digits('a')} CROSS JOIN ${digits('b')} CROSS JOIN ${digits('c')} WHERE ${number} < ${rows}`;
};

async function snowflake(): Promise<StandIn | null> {
  const python = findSnowflakePython();
  if (python === null) return null;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const user = { publicKey, password: 'open sesame', owns: ['ASSAY_SCRATCH'] };
  const service = await startSnowflake(python, { database: 'SHOP', users: { ASSAY: user } });
  const place = { account: 'acme-shop', database: 'SHOP', warehouse: 'ANALYTICS' };
  const credentials = { method: 'key_pair', user: 'assay', privateKey } as const;
  const warehouse = await openSnowflake({ ...place, role: null, credentials, scratchSchema, url: service.url });
  snowflakeDriver.configure({ logLevel: 'OFF' });
  const session = await new Promise<Connection>((resolve, reject) => {
    snowflakeDriver
      .createConnection({ ...place, accessUrl: service.url, username: 'assay', password: user.password })
      .connect((error, connection) => (error ? reject(error as Error) : resolve(connection)));
  });
  return {
    kind: 'snowflake',
    warehouse,
    bare: (sqlText) =>
      new Promise((resolve, reject) => {
        session.execute({ sqlText, complete: (error, _, rows) => (error ? reject(error as Error) : resolve(rows)) });
      }),
    groups: groupsOf(
      (rows) => `(SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()) - 1 AS i FROM TABLE(GENERATOR(ROWCOUNT => ${rows}))) AS r`,
    ),
    close: async () => {
      await warehouse.close();
      await new Promise((resolve) => session.destroy(resolve));
      await service.close();
    },
  };
}

/** Stand-ins that this machine can start; null where what one needs is not installed. */
export const standIns: readonly (() => Promise<StandIn | null>)[] = [bigquery, redshift, snowflake];
