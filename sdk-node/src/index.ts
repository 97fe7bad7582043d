export { createClient, type Client, type NodeClientOptions as ClientOptions } from './client.js';
export type { PrecomputedOptions } from './precomputed-configuration.js';
export type { RulesetKeys } from './signature.js';
export { expiringCache, keepAll, lruCache, parseOverrideHeader, type OverrideHeader } from '@assay/sdk-core';
export type {
  AssignmentCache,
  BanditAction,
  Detailed,
  DetailedBanditAction,
  EventCallback,
  FlagGetters,
  OnError,
  Override,
  Overrides,
  ReadyOptions,
} from '@assay/sdk-core';
export type {
  AssignmentEvent,
  Attributes,
  AttributeValue,
  BanditActions,
  BanditEvent,
  ContextAttributes,
  EvaluationDetails,
} from '@assay/flag-evaluation';
