import {
  interpreting,
  keepAll,
  startClient,
  type Client,
  type ClientOptions,
  type Engine,
  type Explain,
  type RulesetStore,
  type followStream,
  type Shell,
} from '@assay/sdk-core';
import { browserPlatform } from './platform.js';
import { addressOf, sdk, warn } from './sdk.js';

/** What only a browser's client takes. */
export interface BrowserOptions {
  /** `explainFlags` of `@assay/sdk-js/details`: details and events tell the whole way through a flag's allocations. */
  readonly details?: Explain | null;
  /** `followStream` of `@assay/sdk-js/stream`: a publish arrives within about a second. */
  readonly stream?: typeof followStream | null;
  /** Keeps the last ruleset for the next visit: `storeRuleset(…)` of `@assay/sdk-js/storage`. Nothing is kept without. */
  readonly store?: RulesetStore | null;
}

/** Options of the browser client. */
export interface BrowserClientOptions extends ClientOptions, BrowserOptions {}

export const browserShell = (options: BrowserClientOptions, engine: Engine): Shell => ({
  platform: browserPlatform,
  sdk,
  baseUrl: addressOf(options),
  engine,
  explain: options.details,
  pollingIntervalMs: 0,
  assignmentCache: keepAll(),
  follow: options.stream,
  onError: warn,
  store: options.store,
});

/**
 * Starts a client. Nothing it does later throws or blocks.
 * @throws Error at once when `sdkKey` or `baseUrl` is missing: a programming error, with the fix in the message.
 * @example
 * const flags = createClient({ sdkKey, baseUrl: 'https://flags.example.com/api', onAssignment: (event) => save(event) });
 * await flags.ready();
 * if (flags.getBoolean('new-checkout', user.id, { country: user.country }, false)) …
 */
export const createClient = (options: BrowserClientOptions): Client =>
  startClient(browserShell(options, interpreting), options);
