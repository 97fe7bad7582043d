/**
 * Remembers what was logged last for a flag and a subject, so that the same decision is logged once. A decision is an
 * allocation and a variation, or a bandit and an action. Losing an entry is harmless: the event is sent again. A changed
 * decision is always logged, so A, B, A makes three events.
 */
export interface AssignmentCache {
  /** Whether exactly this decision was logged last. */
  has(flagKey: string, subjectKey: string, first: string, second: string): boolean;
  set(flagKey: string, subjectKey: string, first: string, second: string): void;
}

interface Entry {
  readonly first: string;
  readonly second: string;
  /** When it was last asked for; only kept where entries expire. */
  seen: number;
}

type Generation = Map<string, Map<string, Entry>>;

/**
 * Keeps at least the `size` most recently used entries and at most twice as many: two generations instead of a linked
 * list, so a hit in the young one costs two look-ups and no writing.
 */
const generations = (size: number) => {
  let young: Generation = new Map();
  let old: Generation = new Map();
  let count = 0;
  const set = (flagKey: string, subjectKey: string, entry: Entry): void => {
    if (!young.get(flagKey)?.has(subjectKey) && ++count > size) {
      old = young;
      young = new Map();
      count = 1;
    }
    const bySubject = young.get(flagKey);
    if (bySubject) bySubject.set(subjectKey, entry);
    else young.set(flagKey, new Map([[subjectKey, entry]]));
  };
  return {
    set,
    get(flagKey: string, subjectKey: string): Entry | undefined {
      const hit = young.get(flagKey)?.get(subjectKey);
      if (hit) return hit;
      const aged = old.get(flagKey)?.get(subjectKey);
      if (aged) set(flagKey, subjectKey, aged);
      return aged;
    },
  };
};

/** Keeps at least the `size` most recently used entries. */
export const lruCache = (size: number): AssignmentCache => {
  const entries = generations(size);
  return {
    has(flagKey, subjectKey, first, second) {
      const entry = entries.get(flagKey, subjectKey);
      return entry !== undefined && entry.first === first && entry.second === second;
    },
    set: (flagKey, subjectKey, first, second) => entries.set(flagKey, subjectKey, { first, second, seen: 0 }),
  };
};

/** Never forgets: for a browser, where one subject meets each flag. */
export const keepAll = (): AssignmentCache => {
  const entries = new Map<string, string>();
  return {
    has: (flagKey, subjectKey, ...made) => entries.get(JSON.stringify([flagKey, subjectKey])) === JSON.stringify(made),
    set: (flagKey, subjectKey, ...made) =>
      void entries.set(JSON.stringify([flagKey, subjectKey]), JSON.stringify(made)),
  };
};

/** As {@link lruCache}, but a decision not seen for `ttlMs` (ten minutes unless given) is logged again. */
export const expiringCache = (size: number, now: () => number, ttlMs = 600_000): AssignmentCache => {
  const entries = generations(size);
  return {
    has(flagKey, subjectKey, first, second) {
      const entry = entries.get(flagKey, subjectKey);
      if (!entry || entry.first !== first || entry.second !== second) return false;
      const age = now() - entry.seen;
      if (age < 0 || age >= ttlMs) return false; // a clock set back ages everything
      entry.seen = now();
      return true;
    },
    set: (flagKey, subjectKey, first, second) => entries.set(flagKey, subjectKey, { first, second, seen: now() }),
  };
};
