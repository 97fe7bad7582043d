/** The decision last logged for a subject and a flag: allocation and variation, or bandit and action. */
export type Decision = readonly [string, string];

/**
 * Remembers what was logged, so that the same decision is logged once. Losing an entry is harmless: the event is sent
 * again. A changed decision is always logged, so A, B, A makes three events.
 */
export interface AssignmentCache {
  get(flagKey: string, subjectKey: string): Decision | undefined;
  set(flagKey: string, subjectKey: string, decision: Decision): void;
}

type Generation = Map<string, Map<string, Decision>>;

const put = (generation: Generation, flagKey: string, subjectKey: string, decision: Decision): void => {
  const bySubject = generation.get(flagKey);
  if (bySubject) bySubject.set(subjectKey, decision);
  else generation.set(flagKey, new Map([[subjectKey, decision]]));
};

/** Never forgets: for a browser, where one subject meets each flag. */
export const keepAll = (): AssignmentCache => lruCache(Infinity);

/**
 * Keeps at least the `size` most recently used pairs and at most twice as many. Two generations instead of a linked
 * list: a hit in the young one costs two look-ups and no writing.
 */
export const lruCache = (size: number): AssignmentCache => {
  let young: Generation = new Map();
  let old: Generation = new Map();
  let count = 0;
  const set = (flagKey: string, subjectKey: string, decision: Decision): void => {
    if (!young.get(flagKey)?.has(subjectKey) && ++count > size) {
      old = young;
      young = new Map();
      count = 1;
    }
    put(young, flagKey, subjectKey, decision);
  };
  return {
    get(flagKey, subjectKey) {
      const hit = young.get(flagKey)?.get(subjectKey);
      if (hit) return hit;
      const aged = old.get(flagKey)?.get(subjectKey);
      if (aged) set(flagKey, subjectKey, aged);
      return aged;
    },
    set,
  };
};

/** As {@link lruCache}, but a decision is logged again once it was not seen for `ttlMs` (default ten minutes). */
export const expiringCache = (size: number, now: () => number, ttlMs = 600_000): AssignmentCache => {
  const decisions = lruCache(size);
  const seen = new WeakMap<Decision, number>();
  return {
    get(flagKey, subjectKey) {
      const decision = decisions.get(flagKey, subjectKey);
      if (!decision) return undefined;
      const age = now() - (seen.get(decision) ?? 0);
      if (age < 0 || age >= ttlMs) return undefined; // a clock set back ages everything
      seen.set(decision, now());
      return decision;
    },
    set(flagKey, subjectKey, [first, second]) {
      const decision: Decision = [first, second];
      seen.set(decision, now());
      decisions.set(flagKey, subjectKey, decision);
    },
  };
};
