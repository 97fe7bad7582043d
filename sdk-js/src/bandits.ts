import {
  compiling,
  explaining,
  keepAll,
  startBanditClient,
  startPrecomputedBanditClient,
  type BanditClient,
  type BanditOptions,
  type PrecomputedBanditClient,
  type PrecomputedBanditOptions,
} from '@assay/sdk-core';
import { browserShell, type BrowserClientOptions } from './client.js';
import { precomputedShell } from './precomputed.js';

export type {
  BanditAction,
  BanditClient,
  DetailedBanditAction,
  PrecomputedBanditClient,
  PrecomputedBanditOptions,
} from '@assay/sdk-core';
export type { BanditActions, BanditEvent, ContextAttributes } from '@assay/flag-evaluation';

/** Options of the browser client with bandits. */
export interface BanditClientOptions extends BrowserClientOptions, BanditOptions {}

/** As `createClient`, with contextual bandits: `getBanditAction` and its kin. */
export const createBanditClient = (options: BanditClientOptions): BanditClient =>
  startBanditClient({ ...browserShell(options, compiling()), explain: explaining, banditCache: keepAll() }, options);

/** As `createPrecomputedClient`, with the actions that contextual bandits chose on the server. */
export const createPrecomputedBanditClient = (options: PrecomputedBanditOptions): PrecomputedBanditClient =>
  startPrecomputedBanditClient(precomputedShell(options), options);
