import {
  connectionInput,
  type ConnectionInput,
  type ConnectionSettings,
  type ConnectionView,
} from '@assay/api-contract';

export const connectionRules = connectionInput;

export const newSettings = (kind: ConnectionSettings['kind']): ConnectionSettings =>
  kind === 'duckdb' ? { kind, path: '' } : { kind, host: '', port: 5432, database: '', user: '', tls: 'verify-full' };

export const newConnection: ConnectionInput = {
  name: '',
  settings: newSettings('postgres'),
  scratchSchema: 'assay_scratch',
};

/** The stored secret stays where it is unless a new one is typed. */
export const inputFrom = ({ name, settings, scratchSchema }: ConnectionView): ConnectionInput => ({
  name,
  settings,
  scratchSchema,
});

export const kindNames: Readonly<Record<ConnectionSettings['kind'], string>> = {
  duckdb: 'DuckDB file',
  postgres: 'PostgreSQL',
};

/** Where a connection leads, in a line. */
export const addressOf = (settings: ConnectionSettings): string =>
  settings.kind === 'duckdb'
    ? settings.path
    : `${settings.user}@${settings.host}:${settings.port}/${settings.database}`;
