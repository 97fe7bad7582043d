/**
 * The names and options that users of existing UFC server SDKs know: code that moves changes one import.
 * @example import { init, getInstance } from '@assay/sdk-node/compat';
 */
import {
  compatBaseUrl,
  dressCompat,
  parseOverrideHeader,
  resolveBaseUrl,
  type AssignmentLogger,
  type BanditLogger,
  type CompatClient,
  type Overrides,
} from '@assay/sdk-core';
import type { Attributes, BanditActions, ContextAttributes } from '@assay/flag-evaluation';
import { createClient, type Client } from './client.js';
import { nodePlatform } from './platform.js';

export type {
  AssignmentLogger as IAssignmentLogger,
  BanditLogger as IBanditLogger,
  CompatClient,
  CompatDetails as IAssignmentDetails,
} from '@assay/sdk-core';
export type {
  AssignmentEvent as IAssignmentEvent,
  Attributes,
  BanditActions,
  BanditEvent as IBanditEvent,
  ContextAttributes,
} from '@assay/flag-evaluation';

export interface IClientConfig {
  readonly apiKey: string;
  readonly baseUrl?: string;
  readonly assignmentLogger?: AssignmentLogger;
  readonly banditLogger?: BanditLogger;
  readonly requestTimeoutMs?: number;
  readonly numInitialRequestRetries?: number;
  /** Accepted and not needed: polling backs off and never stops. */
  readonly numPollRequestRetries?: number;
  readonly pollingIntervalMs?: number;
  /** False: no polling after the first ruleset. True unless given. */
  readonly pollAfterSuccessfulInitialization?: boolean;
  /** Accepted and not needed: a failed start is always retried. */
  readonly pollAfterFailedInitialization?: boolean;
  /** False: `init` resolves even if no ruleset could be fetched. True unless given. */
  readonly throwOnFailedInitialization?: boolean;
}

export interface IOfflineClientConfig {
  /** A ruleset (UFC text). */
  readonly flagsConfiguration: string;
  readonly banditsConfiguration?: string;
  readonly assignmentLogger?: AssignmentLogger;
  readonly banditLogger?: BanditLogger;
  readonly throwOnFailedInitialization?: boolean;
}

/** The server client under the names users of UFC clients know. */
export interface NodeCompatClient extends CompatClient {
  getPrecomputedConfiguration(
    subjectKey: string,
    subjectAttributes: Attributes | ContextAttributes,
    banditActions?: Readonly<Record<string, BanditActions>>,
    salt?: string,
  ): string;
  /** Reads the override header; who sends it must be trusted before its overrides are used. */
  parseOverrides(header: string | undefined): Promise<Overrides | undefined>;
}

let running: { readonly client: Client; readonly dressed: NodeCompatClient } | null = null;

const run = (client: Client): NodeCompatClient => {
  running?.client.close();
  const dressed: NodeCompatClient = {
    ...dressCompat(() => client, nodePlatform.now),
    getPrecomputedConfiguration: (subjectKey, attributes, banditActions, salt) =>
      client.precomputedConfiguration(subjectKey, attributes, { banditActions, salt }) ?? '',
    async parseOverrides(header) {
      return header ? (parseOverrideHeader(header).overrides ?? undefined) : undefined;
    },
  };
  running = { client, dressed };
  return dressed;
};

const callbacks = (config: { assignmentLogger?: AssignmentLogger; banditLogger?: BanditLogger }) => ({
  onAssignment:
    config.assignmentLogger &&
    ((event: Parameters<AssignmentLogger['logAssignment']>[0]) => config.assignmentLogger!.logAssignment(event)),
  onBanditAction:
    config.banditLogger &&
    ((event: Parameters<BanditLogger['logBanditAction']>[0]) => config.banditLogger!.logBanditAction(event)),
});

/** Starts the one client and waits for its first ruleset; rejects when there is none, unless told not to. */
export const init = async (config: IClientConfig): Promise<NodeCompatClient> => {
  const client = createClient({
    ...callbacks(config),
    sdkKey: config.apiKey,
    baseUrl: resolveBaseUrl(config.apiKey ?? '', config.baseUrl, compatBaseUrl) ?? undefined,
    requestTimeoutMs: config.requestTimeoutMs,
    initialRetries: config.numInitialRequestRetries,
    pollingIntervalMs: config.pollAfterSuccessfulInitialization === false ? 0 : config.pollingIntervalMs || undefined,
  });
  const dressed = run(client);
  await client.ready({ rejectOnFailure: config.throwOnFailedInitialization ?? true });
  return dressed;
};

/** Starts the one client from texts, without any network. @throws when the ruleset cannot be read, unless told not to. */
export const offlineInit = (config: IOfflineClientConfig): NodeCompatClient => {
  let problem: Error | null = null;
  const client = createClient({
    ...callbacks(config),
    offline: true,
    ruleset: config.flagsConfiguration,
    banditModels: config.banditsConfiguration,
    onError: (failure) => (problem ??= failure),
  });
  if (problem && config.throwOnFailedInitialization !== false) throw problem;
  return run(client);
};

/** The one client. @throws when `init` was not called. */
export const getInstance = (): NodeCompatClient => {
  if (!running) throw new Error('getInstance: call init first.');
  return running.dressed;
};

/** The ruleset as text, to start another process with `offlineInit`; null before the first. */
export const getFlagsConfiguration = (): string | null => running?.client.rulesetText() ?? null;

/** The bandit models as text, for `banditsConfiguration` of `offlineInit`; null where there are none. */
export const getBanditsConfiguration = (): string | null => running?.client.banditModelsText() ?? null;
