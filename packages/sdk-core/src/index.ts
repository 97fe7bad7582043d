export { resolveBaseUrl, readToken, withScheme, type TokenFacts } from './address.js';
export { expiringCache, keepAll, lruCache, type AssignmentCache } from './assignment-cache.js';
export { composeBanditClient, startBanditClient } from './bandit-client.js';
export type { BanditAction, BanditGetters, DetailedBanditAction } from './bandits.js';
export {
  startClient,
  startParts,
  type BanditClient,
  type Client,
  type ClientControls,
  type Shell,
  type Started,
} from './client.js';
export { exchange, type ExchangeFailure } from './exchange.js';
export { liveAsProvider, type ProviderSignals } from './provider-life.js';
export { createResolver, trackingEvent, type Resolution, type TrackingEvent } from './open-feature.js';
export { explainFlag, flagMetadata } from './explain.js';
export { followStream } from './follower.js';
export {
  compatBaseUrl,
  dressCompat,
  type AssignmentLogger,
  type BanditLogger,
  type CompatCache,
  type CompatCacheEntry,
  type CompatClient,
  type CompatDetails,
  type CompatGetters,
  type ContainerExperiment,
} from './compat.js';
export type { Detailed, FlagGetters, GetterContext } from './getters.js';
export { internals } from './internals.js';
export type { Arrival, RulesetHolder } from './holder.js';
export { positive, type ClientOptions, type ReadyOptions } from './options.js';
export { parseOverrideHeader, readOverrides, type Override, type OverrideHeader, type Overrides } from './overrides.js';
export type { HttpRequest, HttpResponse, Pausable, Platform, SdkName, Stop, StreamListener } from './platform.js';
export { createReporter, guarded, settle, type OnError, type Reporter } from './report.js';
export { createSink, type EventCallback, type EventSink } from './sink.js';
export {
  startPrecomputedClient,
  type PrecomputedClient,
  type PrecomputedClientOptions,
  type PrecomputedShell,
} from './precomputed.js';
