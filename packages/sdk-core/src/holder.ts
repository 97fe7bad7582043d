import type { Answers, Engine } from './engine.js';

/** A ruleset as it arrived, with what is known of its way here. */
export interface Arrival {
  readonly text: string;
  readonly etag: string | null;
  /** Number of the publish, from the header `Assay-Ruleset`; null when the server does not say. */
  readonly version: number | null;
  /** ISO 8601; when it was fetched. */
  readonly fetchedAt: string;
}

/** Keeps the last good ruleset. */
export interface RulesetHolder {
  readonly answers: Answers | null;
  readonly arrival: Arrival | null;
  /**
   * Takes a newer ruleset; one published before the held one (a lagging replica) is passed over.
   * @throws when the text is no ruleset; the held one stays.
   */
  take(arrival: Arrival): void;
  /** Tells the listeners that answers may have changed. */
  announce(): void;
  /** Calls back after each change; returns how to stop that. */
  subscribe(listener: () => void): () => void;
}

/** Listeners of one kind; one that throws is reported and disturbs neither the others nor us. */
export const createListeners = <A extends unknown[]>(onListenerError: (cause: unknown) => void) => {
  const listeners = new Set<(...told: A) => void>();
  return {
    announce(...told: A): void {
      for (const listener of [...listeners]) {
        try {
          listener(...told);
        } catch (cause) {
          onListenerError(cause);
        }
      }
    },
    subscribe(listener: (...told: A) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

export const createHolder = (engine: Engine, onListenerError: (cause: unknown) => void): RulesetHolder => {
  const { announce, subscribe } = createListeners<[]>(onListenerError);
  let answers: Answers | null = null;
  let arrival: Arrival | null = null;
  return {
    get answers() {
      return answers;
    },
    get arrival() {
      return arrival;
    },
    take(next) {
      if (next.version != null && next.version < (arrival?.version ?? 0)) return;
      const isChanged = next.text !== arrival?.text;
      if (isChanged) answers = engine(next.text);
      arrival = next;
      if (isChanged) announce();
    },
    announce,
    subscribe,
  };
};
