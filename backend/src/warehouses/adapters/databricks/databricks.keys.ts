import type { ConnectionSettings } from '@assay/api-contract';
import { WarehouseFailure } from '../../warehouse-failure.js';
import type { DatabricksCredentials } from './databricks.tokens.js';

/** What the settings and the secret of a connection prove together. Fails as `credentials` where the secret is missing. */
export function databricksCredentialsOf(
  { method, clientId }: Extract<ConnectionSettings, { kind: 'databricks' }>,
  secret: string | null,
): DatabricksCredentials {
  if (secret === null)
    throw new WarehouseFailure('credentials', 'Enter the secret of this connection.', { cause: 'credentials' });
  return method === 'token'
    ? { method, token: secret.trim() }
    : { method, clientId: clientId ?? '', clientSecret: secret.trim() };
}
