import {
  compile,
  parseRuleset,
  type BanditModels,
  type CompiledRuleset,
  type CompileRegex,
  type Ruleset,
} from '@assay/flag-evaluation';

/** A ruleset as it arrived, with what is known of its way here. */
export interface Arrival {
  readonly text: string;
  readonly etag: string | null;
  /** Number of the publish, from the header `Assay-Ruleset`; null when the server does not say. */
  readonly version: number | null;
  /** ISO 8601; when it was fetched. */
  readonly fetchedAt: string;
}

/** Keeps the last good ruleset and the bandit models that belong to it. */
export interface RulesetHolder {
  readonly ruleset: CompiledRuleset | null;
  readonly models: BanditModels | null;
  readonly arrival: Arrival | null;
  /**
   * Takes a newer ruleset; one published before the held one (a lagging replica) is passed over.
   * @throws when the text is no ruleset; the held one stays.
   */
  take(arrival: Arrival): void;
  /** @throws when the text is no document of bandit models; the held ones stay. */
  takeModels(text: string): void;
  /** Whether the ruleset refers to a model version that is not held. */
  lacksModels(): boolean;
  /** Tells the listeners that answers may have changed. */
  announce(): void;
  /** Calls back after each change; returns how to stop that. */
  subscribe(listener: () => void): () => void;
}

export const createHolder = (
  {
    compileRegex,
    parseModels,
  }: { readonly compileRegex?: CompileRegex; readonly parseModels?: (text: string) => BanditModels },
  onListenerError: (cause: unknown) => void,
): RulesetHolder => {
  const listeners = new Set<() => void>();
  let ruleset: CompiledRuleset | null = null;
  let source: Ruleset | null = null;
  let models: BanditModels | null = null;
  let arrival: Arrival | null = null;

  const announce = (): void => {
    for (const listener of [...listeners]) {
      try {
        listener();
      } catch (cause) {
        onListenerError(cause);
      }
    }
  };
  return {
    get ruleset() {
      return ruleset;
    },
    get models() {
      return models;
    },
    get arrival() {
      return arrival;
    },
    take(next) {
      if (arrival?.version != null && next.version != null && next.version < arrival.version) return;
      const isChanged = next.text !== arrival?.text;
      if (isChanged) {
        source = parseRuleset(next.text);
        ruleset = compile(source, { compileRegex });
      }
      arrival = next;
      if (isChanged) announce();
    },
    takeModels(text) {
      models = parseModels?.(text) ?? null;
      announce();
    },
    lacksModels() {
      if (!source || !parseModels) return false;
      const { banditReferences, bandits } = source;
      if (!banditReferences) return !models && Object.keys(bandits ?? {}).length > 0;
      const held = Object.values(models?.bandits ?? {}).map((model) => model.modelVersion);
      return Object.values(banditReferences).some((reference) => !held.includes(reference?.modelVersion));
    },
    announce,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
