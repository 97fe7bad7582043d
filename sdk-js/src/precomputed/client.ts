import { startPrecomputed } from './parts.js';
import type { PrecomputedClient, PrecomputedClientOptions } from './options.js';

export type { PrecomputedClient, PrecomputedClientOptions } from './options.js';

/**
 * Starts a client for one subject whose flags are evaluated by the server: no rule reaches the browser.
 * @throws Error at once when `sdkKey` or `baseUrl` is missing.
 * @example
 * const flags = createPrecomputedClient({ sdkKey, baseUrl: 'https://flags.example.com', subjectKey: user.id });
 * await flags.ready();
 * flags.getBoolean('new-checkout', false);
 */
export const createPrecomputedClient = (options: PrecomputedClientOptions): PrecomputedClient =>
  startPrecomputed(options);
