import type { EdgeRequest } from './exchange.js';
import type { Grant, Platform } from './platform.js';
import { queryValue } from './route.js';

/** More than this many keys are not remembered: an attacker could invent them. */
const keptGrants = 1_000;
const longestKey = 512;

/** The SDK key of a request, from the query or one of the three headers that clients use; null when there is none. */
export function readSdkKey(request: EdgeRequest, query: string): string | null {
  const given =
    queryValue(query, 'apiKey') ??
    request.header('x-api-key') ??
    request.header('assay-sdk-key') ??
    /^bearer +(\S+)$/i.exec(request.header('authorization')?.trim() ?? '')?.[1] ??
    null;
  return given === null || given === '' || given.length > longestKey ? null : given;
}

/**
 * What a key opens; null when it opens nothing. A key found once stays good while the store cannot be asked.
 * Rejects when the store fails and the key is not remembered.
 */
export async function findGrant(platform: Platform, sdkKey: string): Promise<Grant | null> {
  const { grants } = platform.memory;
  const { keyTtlMs } = platform.config;
  if (keyTtlMs === 0) return platform.keys.find(sdkKey);
  const known = grants.get(sdkKey);
  const now = platform.now();
  if (known !== undefined && now - known.checkedAt < keyTtlMs) return known.grant;
  let grant: Grant | null;
  try {
    grant = await platform.keys.find(sdkKey);
  } catch (cause) {
    platform.log({ level: 'warn', event: 'store_failed', detail: 'keys' });
    if (known !== undefined) return known.grant;
    throw cause;
  }
  if (grant === null) grants.delete(sdkKey);
  else if (known !== undefined || grants.size < keptGrants) grants.set(sdkKey, { grant, checkedAt: now });
  return grant;
}
