import {
  connectionInput,
  type ConnectionInput,
  type ConnectionSettings,
  type ConnectionView,
} from '@assay/api-contract';

export const connectionRules = connectionInput;

export const newSettings = (kind: ConnectionSettings['kind']): ConnectionSettings => {
  switch (kind) {
    case 'duckdb':
      return { kind, path: '' };
    case 'postgres':
      return { kind, host: '', port: 5432, database: '', user: '', tls: 'verify-full' };
    case 'redshift':
      return {
        ...{ kind, region: '', cluster: null, workgroup: null, database: '' },
        ...{ user: null, roleArn: null, externalId: null },
      };
    case 'bigquery':
      return { kind, project: '', location: '', maximumGigabytes: null };
    case 'databricks':
      return { kind, host: '', path: '', catalog: '', method: 'oauth', clientId: null };
    case 'snowflake':
      return {
        ...{ kind, account: '', database: '', warehouse: '', role: null, method: 'key_pair', user: null },
        ...{ oauthClientId: null, oauthTokenUrl: null, oauthScope: null },
      };
    default:
      return kind satisfies never;
  }
};

export const newConnection: ConnectionInput = {
  name: '',
  settings: newSettings('postgres'),
  scratchSchema: 'assay_scratch',
  ledger: false,
};

/** The stored secret stays where it is unless a new one is typed. */
export const inputFrom = ({
  name,
  settings,
  scratchSchema,
  keepsRows,
  comparesRefreshes,
  ledger,
}: ConnectionView): ConnectionInput => ({
  name,
  settings,
  scratchSchema,
  keepsRows,
  comparesRefreshes,
  ledger,
});

export const kindNames: Readonly<Record<ConnectionSettings['kind'], string>> = {
  duckdb: 'DuckDB file',
  postgres: 'PostgreSQL',
  redshift: 'Redshift',
  snowflake: 'Snowflake',
  bigquery: 'BigQuery',
  databricks: 'Databricks',
};

/** What the one secret of each kind is, and how it is written; null = the kind has none. */
export const secretOf: Readonly<Record<ConnectionSettings['kind'], { label: string; about: string } | null>> = {
  duckdb: null,
  postgres: { label: 'Password', about: '' },
  redshift: {
    label: 'AWS keys',
    about: 'Access key id, a colon, secret access key. Leave empty where the worker has its own AWS identity. ',
  },
  snowflake: {
    label: 'Key or secret',
    about: 'Private key in PEM (PKCS#8, no passphrase), secret of the OAuth client, or password. ',
  },
  databricks: {
    label: 'OAuth secret or token',
    about: 'OAuth secret of the service principal, or a personal access token. ',
  },
  bigquery: {
    label: 'Key of a service account',
    about: 'The whole JSON file. Leave empty where the worker has its own Google identity. ',
  },
};

/** Where a connection leads, in a line. */
export const addressOf = (settings: ConnectionSettings): string => {
  switch (settings.kind) {
    case 'duckdb':
      return settings.path;
    case 'postgres':
      return `${settings.user}@${settings.host}:${settings.port}/${settings.database}`;
    case 'redshift':
      return `${settings.cluster ?? settings.workgroup ?? ''}/${settings.database} in ${settings.region}`;
    case 'bigquery':
      return `${settings.project} in ${settings.location}`;
    case 'databricks':
      return `${settings.catalog} at ${settings.host}`;
    case 'snowflake':
      return `${settings.account}/${settings.database} on ${settings.warehouse}`;
    default:
      return settings satisfies never;
  }
};
