import { parseBanditModels, type BanditModels } from '@assay/flag-evaluation';
import type { Companion } from './loader.js';

/** Bandit models as a client holds them. */
export interface ModelHolder extends Companion {
  readonly models: BanditModels | null;
}

/** Keeps the bandit models that belong to the ruleset. */
export const createModels = (): ModelHolder => {
  let models: BanditModels | null = null;
  return {
    get models() {
      return models;
    },
    take(text) {
      models = parseBanditModels(text);
    },
    isMissing({ banditReferences, bandits }) {
      if (!banditReferences) return !models && Object.keys(bandits ?? {}).length > 0;
      const held = Object.values(models?.bandits ?? {}).map((model) => model.modelVersion);
      return Object.values(banditReferences).some((reference) => !held.includes(reference?.modelVersion));
    },
  };
};
