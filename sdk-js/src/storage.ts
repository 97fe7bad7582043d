import {
  keepAll,
  readOverrides,
  type Arrival,
  type AssignmentCache,
  type Overrides,
  type RulesetStore,
} from '@assay/sdk-core';

/** Keeps one text between visits. It may be slow, and it may throw. */
export interface PersistentStore {
  read(): string | null | Promise<string | null>;
  write(text: string): void | Promise<void>;
}

const prefix = 'assay:';

/**
 * One entry of `localStorage`. When the storage is full our other entries make room; when that is not enough, or
 * storage is denied, `write` throws, which the client survives.
 * @param name tells entries of one origin apart: the whole SDK key, say.
 */
export const localStore = (name: string): PersistentStore => ({
  read: () => localStorage.getItem(prefix + name),
  write(text) {
    try {
      localStorage.setItem(prefix + name, text);
    } catch {
      for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
      localStorage.setItem(prefix + name, text);
    }
  },
});

/**
 * Overrides kept in `localStorage` as `{flagKey: {key, value}}`, for the option `overrides`; null when there are none,
 * they cannot be read, or storage is denied.
 */
export const storedOverrides = (name = 'assay-overrides'): Overrides | null => {
  try {
    return readOverrides(JSON.parse(localStorage.getItem(name) ?? 'null'));
  } catch {
    return null;
  }
};

/** How a stored ruleset is used. */
export interface StoreOptions {
  /** A stored ruleset younger than this saves the fetch; 0 (the default): it never does. */
  readonly maxAgeMs?: number;
  /** Serve a stored ruleset that is older, until the fetch has answered. */
  readonly useExpired?: boolean;
  /**
   * When a fetched ruleset is served in this visit; it is always stored. `always` (the default): at once. `expired`:
   * only if the stored one had expired. `empty`: only if none was stored.
   */
  readonly updateOnFetch?: 'always' | 'expired' | 'empty';
}

/**
 * Keeps the last ruleset for the next visit, for the option `store`.
 * @example createClient({ sdkKey, baseUrl, store: storeRuleset(localStore(sdkKey), { useExpired: true }) })
 */
export const storeRuleset =
  (
    store: PersistentStore,
    { maxAgeMs = 0, useExpired, updateOnFetch = 'always' }: StoreOptions = {},
    now: () => number = Date.now,
  ): RulesetStore =>
  (holder, failed) => {
    let hasServed = false;
    let isFresh = false;
    return {
      async prepare() {
        try {
          const stored = JSON.parse((await store.read()) ?? 'null') as Arrival | null;
          const age = stored ? now() - Date.parse(stored.fetchedAt) : NaN;
          isFresh = age >= 0 && age < maxAgeMs; // a clock set back makes nothing fresh
          if (stored && !holder.answers && (isFresh || useExpired)) {
            holder.take(stored);
            hasServed = true;
          }
          return hasServed && isFresh;
        } catch (cause) {
          failed(cause);
          return false;
        }
      },
      take(arrival) {
        if (!hasServed || updateOnFetch === 'always' || (updateOnFetch === 'expired' && !isFresh)) holder.take(arrival);
        Promise.resolve(arrival)
          .then((kept) => store.write(JSON.stringify(kept)))
          .catch(failed);
      },
    };
  };

/** Remembers between visits what was logged, so that a returning subject is not logged again. */
export const storedCache = (store: PersistentStore): AssignmentCache => {
  const cache = keepAll();
  let entries: [string, string, string, string][] = [];
  const kept = async (): Promise<void> => {
    try {
      entries = JSON.parse((await store.read()) ?? '[]') as typeof entries;
      for (const [flagKey, subjectKey, first, second] of entries) {
        cache.set(flagKey, subjectKey, first, second);
      }
    } catch {
      entries = [];
    }
  };
  const read = kept();
  return {
    has: cache.has,
    set(flagKey, subjectKey, first, second) {
      cache.set(flagKey, subjectKey, first, second);
      read
        .then(() => {
          entries = entries.filter(([flag, subject]) => flag !== flagKey || subject !== subjectKey);
          entries.push([flagKey, subjectKey, first, second]);
          return store.write(JSON.stringify(entries));
        })
        .catch(() => {}); // unwritable: logged again next time, which is harmless
    },
  };
};
