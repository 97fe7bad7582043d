import { createBanditGetters } from './bandits.js';
import { startParts, type BanditClient, type Shell } from './client.js';
import { createGetters, type GetterContext } from './getters.js';
import type { ClientOptions } from './options.js';

const createAllGetters = (context: GetterContext) => ({ ...createGetters(context), ...createBanditGetters(context) });

/** Starts a client that evaluates flags and bandits. */
export const startBanditClient = (shell: Shell, options: ClientOptions): BanditClient => {
  const { context, controls, overriddenContext } = startParts(shell, options);
  return {
    ...createAllGetters(context),
    ...controls,
    withOverrides: (overrides) => createAllGetters(overriddenContext(overrides)),
  };
};
