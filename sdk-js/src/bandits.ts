import {
  compiling,
  explaining,
  keepAll,
  startBanditClient,
  type BanditClient,
  type BanditOptions,
} from '@assay/sdk-core';
import { browserShell, type BrowserClientOptions } from './client.js';

export {
  createPrecomputedBanditClient,
  type PrecomputedBanditClient,
  type PrecomputedBanditOptions,
} from './precomputed/bandits.js';
export type { BanditAction, BanditClient, DetailedBanditAction } from '@assay/sdk-core';
export type { BanditActions, BanditEvent, ContextAttributes } from '@assay/flag-evaluation';

/** Options of the browser client with bandits. */
export interface BanditClientOptions extends BrowserClientOptions, BanditOptions {}

/** As `createClient`, with contextual bandits: `getBanditAction` and its kin. */
export const createBanditClient = (options: BanditClientOptions): BanditClient =>
  startBanditClient({ ...browserShell(options, compiling()), explain: explaining, banditCache: keepAll() }, options);
