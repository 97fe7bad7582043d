export { identify, resolveBaseUrl, readToken, withScheme, type TokenFacts } from './address.js';
export { expiringCache, keepAll, lruCache, type AssignmentCache } from './assignment-cache.js';
export { startBanditClient, startBanditParts, type BanditShell } from './bandit-client.js';
export type { BanditAction, BanditContext, BanditGetters, DetailedBanditAction } from './bandits.js';
export {
  startClient,
  type BanditClient,
  type BanditControls,
  type Client,
  type ClientControls,
  type RulesetStore,
  type Shell,
} from './client.js';
export { compiledOf, compiling, explaining, interpreting, type Answers, type Engine, type Explain } from './engine.js';
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
export { nameGetters, served, type Detailed, type FlagGetters, type GetterContext } from './getters.js';
export { internals } from './internals.js';
export { createListeners, type Arrival, type RulesetHolder } from './holder.js';
export { positive, type BanditOptions, type ClientOptions, type GivenRuleset, type ReadyOptions } from './options.js';
export { parseOverrideHeader, readOverrides, type OverrideHeader } from './override-header.js';
export { forced, type Override, type Overrides } from './overrides.js';
export type { HttpRequest, HttpResponse, Pausable, Platform, SdkName, Stop, StreamListener } from './platform.js';
export { createReporter, guarded, settle, type OnError, type Reporter } from './report.js';
export { createSink, type EventCallback, type EventSink } from './sink.js';
export { fromPrecomputedWire, fromWire, type WiredAssignments } from './wire.js';
