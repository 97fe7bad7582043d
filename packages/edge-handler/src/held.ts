import {
  listFlagKeys,
  listLiveFlags,
  loadCompiled,
  parseBanditModels,
  type BanditModels,
} from '@assay/flag-evaluation';
import { storeKeys, type Grant, type HeldRuleset, type Platform, type StoredEntry } from './platform.js';

/**
 * The compiled ruleset of an environment, from memory while it is fresh. The last good one stays in use when the store
 * fails, the entry is missing, damaged or forged, or an older one turns up (a store may replicate late).
 * @param wanted digest that the caller has heard of: a different one in memory is not taken for fresh.
 * @returns null when there is none yet.
 */
export async function holdRuleset(
  platform: Platform,
  grant: Grant,
  wanted: string | null = null,
): Promise<HeldRuleset | null> {
  const { memory, config } = platform;
  const key = storeKeys.compiled(grant);
  const held = memory.rulesets.get(key) ?? null;
  const now = platform.now();
  const isWanted = wanted === null || held?.metadata.digest === wanted;
  if (held !== null && isWanted && now - held.checkedAt < config.rulesetTtlMs) return held;
  const entry = await read(platform, grant, key);
  const loaded = entry === null ? held : await load(platform, grant, entry, held);
  if (loaded === null) return null;
  const fresh: HeldRuleset = { ...loaded, checkedAt: now };
  memory.rulesets.set(key, fresh);
  return fresh;
}

async function read(platform: Platform, { environment }: Grant, key: string): Promise<StoredEntry | null> {
  try {
    return await platform.kv.get(key);
  } catch (cause) {
    platform.log({ level: 'warn', event: 'store_failed', environment, detail: describe(cause) });
    return null;
  }
}

async function load(
  platform: Platform,
  { environment }: Grant,
  entry: StoredEntry,
  held: HeldRuleset | null,
): Promise<HeldRuleset | null> {
  const { metadata } = entry;
  if (held !== null && metadata.version === held.metadata.version) return held;
  if (held !== null && metadata.version < held.metadata.version) {
    const detail = `version ${metadata.version} after ${held.metadata.version}`;
    platform.log({ level: 'warn', event: 'ruleset_rolled_back', environment, detail });
    return held;
  }
  try {
    const text = await checkedText(platform, entry);
    const { compileRegex } = platform;
    const ruleset = loadCompiled(JSON.parse(text), compileRegex === null ? {} : { compileRegex });
    return {
      ...{ ruleset, flags: listLiveFlags(ruleset), flagKeys: listFlagKeys(ruleset) },
      ...{ metadata, checkedAt: 0, fragments: [], texts: new Map() },
    };
  } catch (cause) {
    platform.log({ level: 'error', event: 'ruleset_refused', environment, detail: describe(cause) });
    return held;
  }
}

/** The text of an entry that is whole and ours; throws otherwise. */
async function checkedText(platform: Platform, entry: StoredEntry): Promise<string> {
  const { metadata } = entry;
  const text = await entry.text();
  if (metadata.bytes !== null && (await platform.sha256(text)) !== metadata.bytes) {
    throw new TypeError('its bytes are damaged');
  }
  if (platform.verify !== null && !(await platform.verify(text, metadata))) {
    throw new TypeError('its signature does not fit');
  }
  return text;
}

/** The models of an environment's bandits, the last good ones when the store fails; null when there are none. */
export async function holdModels(platform: Platform, grant: Grant): Promise<BanditModels | null> {
  const key = storeKeys.bandits(grant);
  const held = platform.memory.models.get(key) ?? null;
  const now = platform.now();
  if (held !== null && now - held.checkedAt < platform.config.rulesetTtlMs) return held.models;
  const entry = await read(platform, grant, key);
  if (entry === null) return held?.models ?? null;
  try {
    const { digest } = entry.metadata;
    const models = held?.digest === digest ? held.models : parseBanditModels(await checkedText(platform, entry));
    platform.memory.models.set(key, { models, digest, checkedAt: now });
    return models;
  } catch (cause) {
    const { environment } = grant;
    platform.log({ level: 'error', event: 'ruleset_refused', environment, detail: describe(cause) });
    return held?.models ?? null;
  }
}

/** Never the document itself: a parser quotes what it could not read. */
const describe = (cause: unknown): string =>
  cause instanceof SyntaxError ? 'it is not JSON' : cause instanceof Error ? cause.message.slice(0, 200) : 'unknown';
