import { z } from 'zod';
import { WarehouseFailure } from '../../warehouse-failure.js';

/** What signs for a service account. */
export interface ServiceAccountKey {
  readonly email: string;
  readonly privateKey: string;
}

/**
 * Only what we read of the file that Google gives out. Other kinds of credential files name addresses, files and
 * programs of the machine that uses them: from a tenant they are refused.
 */
const keyFile = z.object({
  type: z.literal('service_account'),
  client_email: z.email(),
  private_key: z.string().startsWith('-----BEGIN'),
  universe_domain: z.literal('googleapis.com').optional(),
});

/**
 * The key of a connection's secret, the JSON file of a service account; null where it has none.
 * Fails as `credentials` when it is something else; the failure does not repeat it.
 */
export function serviceAccountKeyOf(secret: string | null): ServiceAccountKey | null {
  if (secret === null) return null;
  const parsed = keyFile.safeParse(jsonOf(secret));
  if (parsed.success) return { email: parsed.data.client_email, privateKey: parsed.data.private_key };
  const message = 'The secret is not the key of a service account. Enter the whole JSON file that Google gave out.';
  throw new WarehouseFailure('credentials', message, { cause: 'credentials' });
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
