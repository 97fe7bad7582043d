import {
  keepAll,
  startPrecomputedClient,
  type PrecomputedClient,
  type PrecomputedClientOptions,
  type PrecomputedShell,
} from '@assay/sdk-core';
import { browserPlatform } from './platform.js';
import { addressOf, sdk, warn } from './sdk.js';

export type { PrecomputedClient, PrecomputedClientOptions } from '@assay/sdk-core';

export const precomputedShell = (options: PrecomputedClientOptions): PrecomputedShell => ({
  platform: browserPlatform,
  sdk,
  baseUrl: addressOf(options),
  makeCache: keepAll,
  onError: warn,
});

/**
 * Starts a client for one subject whose flags are evaluated by the server: no rule reaches the browser.
 * @throws Error at once when `sdkKey` or `baseUrl` is missing.
 * @example
 * const flags = createPrecomputedClient({ sdkKey, baseUrl: 'https://flags.example.com', subjectKey: user.id });
 * await flags.ready();
 * flags.getBoolean('new-checkout', false);
 */
export const createPrecomputedClient = (options: PrecomputedClientOptions): PrecomputedClient =>
  startPrecomputedClient(precomputedShell(options), options);
