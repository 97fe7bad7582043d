import type { ConnectionInput, ConnectionSettings, ConnectionView } from '@assay/api-contract';
import { hasSecret } from '../registry.js';

/** A workspace's way to its warehouse. The secret itself is in the secret store, as the version `secretVersion`. */
export interface Connection {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly settings: ConnectionSettings;
  readonly scratchSchema: string;
  /** Whether rows of its sources stay in the scratch schema between refreshes. */
  readonly keepsRows: boolean;
  /** Whether an experiment's results are compared with those that were published last, before they leave. */
  readonly comparesRefreshes: boolean;
  /** Whether each statement that returns rows is written down in the scratch schema. */
  readonly ledger: boolean;
  readonly secretVersion: string | null;
  readonly lastTest: { readonly at: string; readonly passed: boolean } | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The connection as it is edited; an earlier test says nothing about new settings. */
export const edited = (
  before: Connection,
  input: ConnectionInput,
  secretVersion: string | null,
  at: Date,
): Connection => ({
  ...before,
  name: input.name,
  settings: input.settings,
  scratchSchema: input.scratchSchema,
  keepsRows: input.keepsRows ?? before.keepsRows,
  comparesRefreshes: input.comparesRefreshes ?? before.comparesRefreshes,
  ledger: input.ledger ?? before.ledger,
  secretVersion,
  lastTest: null,
  version: before.version + 1,
  updatedAt: at,
});

/**
 * What becomes of the secret in an edit: a new one replaces it, no word keeps it while the address stays, and a
 * changed address drops it, so that a stored password is never sent to a host that its owner did not enter it for.
 */
export const secretAfterEdit = (before: Connection, input: ConnectionInput): 'replace' | 'keep' | 'drop' => {
  if (!hasSecret[input.settings.kind]) return 'drop';
  if (input.secret !== undefined) return 'replace';
  return addressOf(before.settings) === addressOf(input.settings) ? 'keep' : 'drop';
};

const addressOf = (settings: ConnectionSettings): string => {
  switch (settings.kind) {
    case 'duckdb':
      return settings.kind;
    case 'postgres':
      return JSON.stringify([settings.kind, settings.host, settings.port, settings.user, settings.tls]);
    case 'redshift':
      return JSON.stringify([settings.kind, settings.region, settings.roleArn, settings.externalId]);
    case 'bigquery':
      return settings.kind; // a key is sent to Google alone, whatever the project
    case 'databricks':
      return JSON.stringify([settings.kind, settings.host, settings.method, settings.clientId]);
    case 'snowflake': {
      const { kind, account, method, user, oauthClientId, oauthTokenUrl } = settings;
      return JSON.stringify([kind, account, method, user, oauthClientId, oauthTokenUrl]);
    }
    default:
      return settings satisfies never;
  }
};

export const connectionViewOf = (connection: Connection): ConnectionView => ({
  id: connection.id,
  version: connection.version,
  createdAt: connection.createdAt.toISOString(),
  updatedAt: connection.updatedAt.toISOString(),
  name: connection.name,
  settings: connection.settings,
  scratchSchema: connection.scratchSchema,
  keepsRows: connection.keepsRows,
  comparesRefreshes: connection.comparesRefreshes,
  ledger: connection.ledger,
  hasSecret: connection.secretVersion !== null,
  lastTest: connection.lastTest,
});
