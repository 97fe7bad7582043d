import { parseBanditModels, type BanditModels } from '@assay/flag-evaluation';
import type { Companion } from './loader.js';

/** Bandit models as a client holds them. */
export interface ModelHolder extends Companion {
  readonly models: BanditModels | null;
  /** The same as they arrived. */
  readonly text: string | null;
}

/** Keeps the bandit models that belong to the ruleset. */
export const createModels = (): ModelHolder => {
  let models: BanditModels | null = null;
  let held: string | null = null;
  return {
    get models() {
      return models;
    },
    get text() {
      return held;
    },
    take(text) {
      models = parseBanditModels(text);
      held = text;
    },
    isMissing({ banditReferences, bandits }) {
      if (!banditReferences) return !models && Object.keys(bandits ?? {}).length > 0;
      const held = Object.values(models?.bandits ?? {}).map((model) => model.modelVersion);
      return Object.values(banditReferences).some((reference) => !held.includes(reference?.modelVersion));
    },
  };
};
