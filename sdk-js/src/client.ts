import { createReporter, keepAll, startClient, type Client, type ClientOptions, type Shell } from '@assay/sdk-core';
import type { followStream } from '@assay/sdk-core';
import { browserPlatform, watchVisibility } from './platform.js';
import { addressOf, sdk, warn } from './sdk.js';
import { usingStore, type StoreOptions } from './storage.js';

/** Options of the browser client. */
export interface BrowserClientOptions extends ClientOptions, StoreOptions {
  /** `followStream` of `@assay/sdk-js/stream`: a publish arrives within about a second. */
  readonly stream?: typeof followStream | null;
}

export const browserShell = (options: BrowserClientOptions): Shell => {
  const { failed } = createReporter(options.onError ?? warn);
  return {
    platform: { ...browserPlatform, watchVisibility },
    sdk,
    baseUrl: addressOf(options),
    pollingIntervalMs: 0,
    assignmentCache: keepAll(),
    banditCache: keepAll(),
    follow: options.stream,
    onError: warn,
    ...(options.store && usingStore(options, browserPlatform.now, (cause) => failed('storing flags', cause))),
  };
};

/**
 * Starts a client. Nothing it does later throws or blocks.
 * @throws Error at once when `sdkKey` or `baseUrl` is missing: a programming error, with the fix in the message.
 * @example
 * const flags = createClient({ sdkKey, baseUrl: 'https://flags.example.com/api', onAssignment: (event) => save(event) });
 * await flags.ready();
 * if (flags.getBoolean('new-checkout', user.id, { country: user.country }, false)) …
 */
export const createClient = (options: BrowserClientOptions): Client => startClient(browserShell(options), options);
