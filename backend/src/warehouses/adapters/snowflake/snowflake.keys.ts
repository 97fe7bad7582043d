import type { ConnectionSettings } from '@assay/api-contract';
import { WarehouseFailure } from '../../warehouse-failure.js';
import type { SnowflakeCredentials } from './snowflake.client.js';

/** What the settings and the secret of a connection prove together. Fails as `credentials` where the secret is missing. */
export function snowflakeCredentialsOf(
  settings: Extract<ConnectionSettings, { kind: 'snowflake' }>,
  secret: string | null,
): SnowflakeCredentials {
  const { method, user, oauthClientId, oauthTokenUrl, oauthScope } = settings;
  if (secret === null) throw missing('Enter the secret of this connection.');
  switch (method) {
    case 'key_pair':
      return { method, user: user ?? '', privateKey: `${secret.trim()}\n` };
    case 'password':
      return { method, user: user ?? '', password: secret };
    case 'oauth': {
      const client = { clientId: oauthClientId ?? '', clientSecret: secret.trim() };
      return { method, ...client, tokenUrl: oauthTokenUrl ?? '', scope: oauthScope };
    }
    default:
      return method satisfies never;
  }
}

const missing = (message: string): WarehouseFailure =>
  new WarehouseFailure('credentials', message, { cause: 'credentials' });
