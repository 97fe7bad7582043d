export { handle, isOurs, respond } from './handle.js';
export { findGrant, readSdkKey } from './credential.js';
export { refuse, preflight, readText, type EdgeAnswer, type EdgeRequest } from './exchange.js';
export { findRoute, splitUrl, type Route } from './route.js';
export { readGrant, readMetadata, writeGrant, writeMetadata } from './metadata.js';
export {
  newMemory,
  storeKeys,
  type Body,
  type EdgeConfig,
  type Grant,
  type HeldRuleset,
  type KeyRing,
  type KeyValueStore,
  type LogEvent,
  type Memory,
  type Platform,
  type StoredEntry,
  type StoredMetadata,
} from './platform.js';
