import { resolve } from 'node:path';
import type { ConnectionSettings } from '@assay/api-contract';
import type { DialectKind } from '@assay/warehouse-sql';
import { type EmbeddedWarehouse, openDuckDb } from './adapters/duckdb.adapter.js';
import { openBigQuery } from './adapters/bigquery/bigquery.adapter.js';
import { serviceAccountKeyOf } from './adapters/bigquery/bigquery.keys.js';
import { openDatabricks } from './adapters/databricks/databricks.adapter.js';
import { databricksCredentialsOf } from './adapters/databricks/databricks.keys.js';
import type { LocalJobLimits } from './adapters/local-jobs.js';
import { openPostgres } from './adapters/postgres.adapter.js';
import { openRedshift } from './adapters/redshift/redshift.adapter.js';
import { awsKeysOf } from './adapters/redshift/redshift.keys.js';
import { openSnowflake } from './adapters/snowflake/snowflake.adapter.js';
import { snowflakeUrlOf } from './adapters/snowflake/snowflake.client.js';
import { snowflakeCredentialsOf } from './adapters/snowflake/snowflake.keys.js';
import type { Network } from './network/addresses.js';
import { expectAllowed } from './network/lookup.js';
import type { Warehouse } from './port.js';
import { WarehouseFailure } from './warehouse-failure.js';

/** What the process gives to embedded warehouses. */
export interface EmbeddedResources {
  /** Relative paths of DuckDB files start here. */
  readonly folder: string;
  readonly threads: number;
  readonly memoryLimit: string;
}

/** What the operator allows. */
export interface Policy {
  readonly network: Network;
  readonly redshiftNeedsRole: boolean;
  /** Where Snowflake is, in place of its own address of an account. */
  readonly snowflakeUrl: string | null;
  readonly bigqueryNeedsKey: boolean;
  /** Where Databricks is, in place of the host of a workspace. */
  readonly databricksUrl: string | null;
}

export interface OpenRequest {
  readonly settings: ConnectionSettings;
  readonly scratchSchema: string;
  readonly secret: string | null;
  readonly resources: EmbeddedResources;
  readonly policy: Policy;
  /** Absent: the adapters' own. */
  readonly limits?: Partial<LocalJobLimits>;
}

export interface OpenedWarehouse {
  readonly kind: DialectKind;
  readonly warehouse: Warehouse;
  /** The same, where rows can be appended to it; null for a warehouse that is not ours to fill. */
  readonly embedded: EmbeddedWarehouse | null;
}

/** Which kinds keep a secret. */
export const hasSecret: Readonly<Record<ConnectionSettings['kind'], boolean>> = {
  duckdb: false,
  postgres: true,
  redshift: true,
  snowflake: true,
  bigquery: true,
  databricks: true,
};

/** Why the operator does not take such a connection, and which field is wrong; null = it is taken. */
export const refusalOfSettings = (
  settings: ConnectionSettings,
  { redshiftNeedsRole }: Pick<Policy, 'redshiftNeedsRole'>,
): { readonly field: string; readonly message: string } | null =>
  redshiftNeedsRole && settings.kind === 'redshift' && settings.roleArn === null
    ? {
        field: 'settings.roleArn',
        message:
          'This installation takes Redshift by a role only. Give the ARN of a role of your account and its external id.',
      }
    : null;

/** The only switch on the kind of a warehouse. Rejects with a `WarehouseFailure` when it cannot be opened. */
export async function openWarehouse({
  settings,
  scratchSchema,
  secret,
  resources,
  policy,
  limits = {},
}: OpenRequest): Promise<OpenedWarehouse> {
  const refusal = refusalOfSettings(settings, policy);
  if (refusal !== null) throw new WarehouseFailure('credentials', refusal.message, { cause: 'credentials' });
  if (settings.kind === 'postgres') await expectAllowed(settings.host, policy.network);
  switch (settings.kind) {
    case 'duckdb': {
      const { threads, memoryLimit, folder } = resources;
      const path = resolve(folder, settings.path);
      const tempDirectory = `${path}.spill`;
      const embedded = await openDuckDb({ path, scratchSchema, threads, memoryLimit, tempDirectory, limits });
      return { kind: 'duckdb', warehouse: embedded, embedded };
    }
    case 'postgres': {
      const { kind, host, port, database, user, tls } = settings;
      const warehouse = openPostgres({
        host,
        port,
        database,
        user,
        tls,
        password: secret,
        scratchSchema,
        network: policy.network,
        limits,
      });
      return { kind, warehouse, embedded: null };
    }
    case 'redshift': {
      const { kind, roleArn, externalId, ...place } = settings;
      const role = roleArn === null || externalId === null ? null : { arn: roleArn, externalId };
      const warehouse = await openRedshift({ ...place, role, keys: awsKeysOf(secret), scratchSchema, limits });
      return { kind, warehouse, embedded: null };
    }
    case 'bigquery': {
      const { kind, project, location, maximumGigabytes } = settings;
      const maximumBytesBilled = maximumGigabytes === null ? null : maximumGigabytes * 2 ** 30;
      const key = serviceAccountKeyOf(secret);
      if (key === null && policy.bigqueryNeedsKey) {
        const message = 'This installation takes BigQuery by a key only. Enter the key of a service account.';
        throw new WarehouseFailure('credentials', message, { cause: 'credentials' });
      }
      const warehouse = await openBigQuery({ project, location, key, scratchSchema, maximumBytesBilled, limits });
      return { kind, warehouse, embedded: null };
    }
    case 'databricks': {
      const { kind, host, path, catalog } = settings;
      const place = { host, path, catalog, ...(policy.databricksUrl === null ? {} : { url: policy.databricksUrl }) };
      await expectAllowed(new URL(policy.databricksUrl ?? `https://${host}`).hostname, policy.network);
      const credentials = databricksCredentialsOf(settings, secret);
      return {
        kind,
        warehouse: await openDatabricks({ ...place, credentials, scratchSchema, limits }),
        embedded: null,
      };
    }
    case 'snowflake': {
      const { kind, account, database, warehouse: computing, role } = settings;
      const { snowflakeUrl: url, network } = policy;
      const place = { account, database, warehouse: computing, role, ...(url === null ? {} : { url }) };
      await expectAllowed(new URL(url ?? snowflakeUrlOf(account)).hostname, network);
      if (settings.oauthTokenUrl !== null) await expectAllowed(new URL(settings.oauthTokenUrl).hostname, network);
      const credentials = snowflakeCredentialsOf(settings, secret);
      return { kind, warehouse: await openSnowflake({ ...place, credentials, scratchSchema, limits }), embedded: null };
    }
    default:
      return settings satisfies never;
  }
}
