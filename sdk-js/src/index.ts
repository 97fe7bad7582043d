export { createClient, type BrowserClientOptions as ClientOptions } from './client.js';
export { localStore, storedCache, storedOverrides, type PersistentStore } from './storage.js';
export type {
  AssignmentCache,
  Client,
  Detailed,
  EventCallback,
  FlagGetters,
  OnError,
  Override,
  Overrides,
  ReadyOptions,
} from '@assay/sdk-core';
export type { AssignmentEvent, Attributes, AttributeValue, EvaluationDetails } from '@assay/flag-evaluation';
