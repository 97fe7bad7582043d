import { startBanditClient, type BanditClient } from '@assay/sdk-core';
import { browserShell, type BrowserClientOptions } from './client.js';

export type { BanditAction, BanditClient, DetailedBanditAction } from '@assay/sdk-core';
export type { BanditActions, BanditEvent, ContextAttributes } from '@assay/flag-evaluation';

/** As `createClient`, with contextual bandits: `getBanditAction` and its kin. */
export const createBanditClient = (options: BrowserClientOptions): BanditClient =>
  startBanditClient(browserShell(options), options);
