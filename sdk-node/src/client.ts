import {
  expiringCache,
  explainFlag,
  followStream,
  lruCache,
  withScheme,
  compiling,
  explaining,
  startBanditParts,
  type BanditClient,
  type BanditOptions,
  type ClientOptions,
} from '@assay/sdk-core';
import type { Attributes, ContextAttributes, Explanation, VariationType } from '@assay/flag-evaluation';
import { hold, nodePlatform } from './platform.js';
import { precomputedConfiguration, type PrecomputedOptions } from './precomputed-configuration.js';
import { linearRegex } from './regex.js';
import { rulesetVerifier, type RulesetKeys } from './signature.js';
import { sdkVersion } from './version.js';

const pollingIntervalMs = 30_000;
const rememberedDecisions = 50_000;

/** Options of the server client. */
export interface NodeClientOptions extends ClientOptions, BanditOptions {
  /** Follow the server's stream: a publish arrives within about a second. Polling goes on while it is closed. */
  readonly stream?: boolean;
  /** Accept only rulesets signed with one of these Ed25519 keys; without it, signatures are not looked at. */
  readonly rulesetKeys?: RulesetKeys;
}

/** A client of the server SDK. */
export interface Client extends BanditClient {
  /**
   * All assignments of one subject as a configuration wire, to start a browser's precomputed client without a request.
   * Logs nothing: the browser does when it uses them. Null before the first ruleset.
   */
  precomputedConfiguration(
    subjectKey: string,
    attributes: Attributes | ContextAttributes,
    options?: PrecomputedOptions,
  ): string | null;
  /**
   * How a flag is decided, step by step, and why; type null takes the flag's own. Logs nothing. Null before the first
   * ruleset.
   */
  explain(flagKey: string, type: VariationType | null, subjectKey: string, attributes: Attributes): Explanation | null;
}

/**
 * Starts a client. Nothing it does later throws, blocks or keeps the process alive.
 * @throws Error at once when `sdkKey` or `baseUrl` is missing: a programming error, with the fix in the message.
 * @example
 * const flags = createClient({ sdkKey, baseUrl: 'https://flags.example.com/api', onAssignment: (event) => save(event) });
 * await flags.ready();
 * if (flags.getBoolean('new-checkout', user.id, { country: user.country }, false)) …
 */
export const createClient = (options: NodeClientOptions): Client => {
  const baseUrl = options.offline || !options.baseUrl ? null : withScheme(options.baseUrl);
  if (!options.offline && !options.sdkKey) {
    throw new Error(
      "createClient: sdkKey is missing. Give an environment's SDK key, or `offline: true` and a ruleset.",
    );
  }
  if (!options.offline && !baseUrl) {
    throw new Error("createClient: baseUrl is missing. Give your server, such as 'https://flags.example.com/api'.");
  }
  const { client, context } = startBanditParts(
    {
      platform: nodePlatform,
      sdk: { sdkName: 'assay-node', sdkLibVersion: sdkVersion, sdkLanguage: 'javascript' },
      baseUrl,
      engine: compiling(linearRegex),
      explain: explaining,
      pollingIntervalMs,
      assignmentCache: lruCache(rememberedDecisions),
      banditCache: expiringCache(rememberedDecisions, nodePlatform.now),
      follow: options.stream ? followStream : null,
      onError: (problem) => console.warn(`[assay] ${problem.message}`),
    },
    options,
    options.rulesetKeys && rulesetVerifier(options.rulesetKeys),
  );
  return {
    ...client,
    async ready(asked) {
      const release = hold();
      try {
        return await client.ready(asked);
      } finally {
        release();
      }
    },
    explain: (flagKey, type, subjectKey, attributes) => explainFlag(context, flagKey, type, subjectKey, attributes),
    precomputedConfiguration: (subjectKey, attributes, more) =>
      precomputedConfiguration(context, subjectKey, attributes, more),
  };
};
