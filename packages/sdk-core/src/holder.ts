import { compile, parseRuleset, type CompiledRuleset, type CompileRegex } from '@assay/flag-evaluation';

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
  readonly ruleset: CompiledRuleset | null;
  readonly arrival: Arrival | null;
  /**
   * Takes a newer ruleset; one published before the held one (a lagging replica) is passed over.
   * @throws when the text is no ruleset; the held one stays.
   */
  take(arrival: Arrival): void;
  /** Calls back after each change; returns how to stop that. */
  subscribe(listener: () => void): () => void;
}

export const createHolder = (compileRegex: CompileRegex | undefined, onListenerError: (cause: unknown) => void) => {
  const listeners = new Set<() => void>();
  const holder = {
    ruleset: null as CompiledRuleset | null,
    arrival: null as Arrival | null,
    take(arrival: Arrival): void {
      const held = holder.arrival;
      if (held?.version != null && arrival.version != null && arrival.version < held.version) return;
      if (held?.text !== arrival.text) holder.ruleset = compile(parseRuleset(arrival.text), { compileRegex });
      holder.arrival = arrival;
      if (held?.text !== arrival.text) holder.announce();
    },
    announce(): void {
      for (const listener of [...listeners]) {
        try {
          listener();
        } catch (cause) {
          onListenerError(cause);
        }
      }
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return holder;
};
