export { createClient } from './client.js';
export { expiringCache, keepAll, lruCache } from '@assay/sdk-core';
export type {
  AssignmentCache,
  AssignmentEvent,
  Client,
  ClientOptions,
  Decision,
  EventCallback,
  FlagGetters,
  OnError,
  Override,
  Overrides,
  ReadyOptions,
} from '@assay/sdk-core';
