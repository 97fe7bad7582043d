import { acceptsGzip, answer, matchesTag, refuse, type EdgeAnswer, type EdgeRequest } from './exchange.js';
import { storeKeys, type Grant, type Platform, type StoredEntry } from './platform.js';

/** Short for clients that poll, long for whoever stands between when we cannot be reached. */
const cacheControl = 'public, max-age=10, stale-while-revalidate=30, stale-if-error=86400';
const vary = 'accept-encoding, authorization, x-api-key, assay-sdk-key';

/**
 * Hands on a published document as it is stored, never parsed. One tag names the content in every encoding; caches keep
 * the encodings apart by Vary.
 */
export async function deliver(
  request: EdgeRequest,
  platform: Platform,
  grant: Grant,
  what: 'config' | 'bandits',
): Promise<EdgeAnswer> {
  // A client key is public, and the models' coefficients are nobody's business.
  if (what === 'bandits' && grant.kind === 'client') return noModels(request);
  const entry = await find(platform, what === 'config' ? storeKeys.ruleset(grant) : storeKeys.bandits(grant), grant);
  if (entry === 'unreachable')
    return refuse(503, 'The rulesets cannot be read at the moment. Try again shortly.', { 'retry-after': '5' });
  if (entry !== null) return send(request, entry);
  if (what === 'bandits') return noModels(request);
  return refuse(503, 'Nothing has been published for this environment yet.', { 'retry-after': '5' });
}

async function find(
  platform: Platform,
  key: string,
  { environment }: Grant,
): Promise<StoredEntry | null | 'unreachable'> {
  try {
    return await platform.kv.get(key);
  } catch {
    platform.log({ level: 'warn', event: 'store_failed', environment, detail: key.split('/')[0]! });
    return 'unreachable';
  }
}

function send(request: EdgeRequest, { body, gzip, metadata }: StoredEntry): EdgeAnswer {
  const etag = `"${metadata.digest}"`;
  const headers = { etag, 'cache-control': cacheControl, vary, 'assay-ruleset': metadata.header };
  if (matchesTag(request.header('if-none-match'), etag)) return answer(304, headers, null);
  const type = { ...headers, 'content-type': 'application/json; charset=utf-8' };
  if (gzip === null || !acceptsGzip(request.header('accept-encoding'))) return answer(200, type, body);
  return answer(200, { ...type, 'content-encoding': 'gzip' }, gzip);
}

const empty = '{"updatedAt":"1970-01-01T00:00:00.000Z","bandits":{}}';

function noModels(request: EdgeRequest): EdgeAnswer {
  const headers = { etag: '"none"', 'cache-control': cacheControl, vary };
  if (matchesTag(request.header('if-none-match'), headers.etag)) return answer(304, headers, null);
  return answer(200, { ...headers, 'content-type': 'application/json; charset=utf-8' }, empty);
}
