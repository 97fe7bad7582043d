import { newMemory, readGrant, readMetadata, storeKeys, type LogEvent, type Platform } from '../index.js';
import { sha256, type World } from './world.js';

export interface MemoryPlatform extends Platform {
  /** What was logged. */
  readonly logged: LogEvent[];
  /** Keys that were asked of the store, in order. */
  readonly asked: string[];
  /** While true the store cannot be asked. */
  isDown: boolean;
  at: number;
}

/** A platform over a world in memory, with a clock that stands still. */
export function memoryPlatform(world: World, overrides: Partial<Platform> = {}): MemoryPlatform {
  const find = (key: string): { value: string; metadata: string } | null => {
    platform.asked.push(key);
    if (platform.isDown) throw new Error('the store is down');
    return world.entries.get(key) ?? null;
  };
  const platform: MemoryPlatform = {
    logged: [],
    asked: [],
    isDown: false,
    at: Date.parse('2026-11-02T10:00:00Z'),
    config: { build: 'test', rulesetTtlMs: 0, keyTtlMs: 0, maxBodyBytes: 65_536, streamUrl: null },
    keys: {
      find: async (sdkKey) => {
        const entry = find(storeKeys.grant(sha256(sdkKey)));
        return entry && readGrant(entry.value);
      },
    },
    kv: {
      get: async (key) => {
        const entry = find(key);
        if (entry === null) return null;
        const metadata = readMetadata(entry.metadata);
        return { body: entry.value, gzip: null, metadata, text: async () => entry.value };
      },
    },
    now: () => platform.at,
    log: (event) => platform.logged.push(event),
    sha256: async (text) => sha256(text),
    md5: null,
    encode: null,
    verify: null,
    compileRegex: null,
    delayOf: null,
    memory: newMemory(),
    ...overrides,
  };
  return platform;
}
