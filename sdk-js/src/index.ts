export { createClient, type BrowserClientOptions as ClientOptions } from './client.js';
export type {
  AssignmentCache,
  Client,
  Detailed,
  EventCallback,
  FlagGetters,
  GivenRuleset,
  OnError,
  Override,
  Overrides,
  ReadyOptions,
} from '@assay/sdk-core';
export type { AssignmentEvent, Attributes, AttributeValue, EvaluationDetails } from '@assay/flag-evaluation';
