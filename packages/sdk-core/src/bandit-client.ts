import { parseBanditModels } from '@assay/flag-evaluation';
import { createBanditGetters } from './bandits.js';
import { startParts, type BanditClient, type Shell, type Started } from './client.js';
import { createGetters, type GetterContext } from './getters.js';
import type { ClientOptions } from './options.js';

const createAllGetters = (context: GetterContext) => ({ ...createGetters(context), ...createBanditGetters(context) });

/** The whole client from its started parts. */
export const composeBanditClient = ({ context, controls, overriddenContext }: Started): BanditClient => ({
  ...createAllGetters(context),
  ...controls,
  withOverrides: (overrides) => createAllGetters(overriddenContext(overrides)),
});

/** Starts a client that evaluates flags and bandits. */
export const startBanditClient = (shell: Shell, options: ClientOptions): BanditClient =>
  composeBanditClient(startParts({ ...shell, parseModels: parseBanditModels }, options));
