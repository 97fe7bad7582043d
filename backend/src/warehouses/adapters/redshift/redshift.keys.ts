import { WarehouseFailure } from '../../warehouse-failure.js';
import type { AwsKeys } from './redshift.client.js';

/**
 * The keys of a connection's secret, `access key id:secret access key`; null where it has none.
 * Fails as `credentials` when it is written another way; the failure does not repeat it.
 */
export function awsKeysOf(secret: string | null): AwsKeys | null {
  if (secret === null) return null;
  const [, accessKeyId, secretAccessKey] = /^\s*([A-Z0-9]{16,128}):([A-Za-z0-9/+=]{16,128})\s*$/.exec(secret) ?? [];
  if (accessKeyId !== undefined && secretAccessKey !== undefined) return { accessKeyId, secretAccessKey };
  const message = 'The secret is not a pair of AWS keys. Enter it as access key id, a colon, secret access key.';
  throw new WarehouseFailure('credentials', message, { cause: 'credentials' });
}
