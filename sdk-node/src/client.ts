import { lruCache, resolveBaseUrl, startClient, type Client, type ClientOptions } from '@assay/sdk-core';
import { nodePlatform } from './platform.js';
import { linearRegex } from './regex.js';
import { sdkVersion } from './version.js';

const pollingIntervalMs = 30_000;
const rememberedAssignments = 50_000;

/**
 * Starts a client. Nothing it does later throws, blocks or keeps the process alive.
 * @throws Error at once when `sdkKey` or `baseUrl` is missing: a programming error, with the fix in the message.
 * @example
 * const flags = createClient({ sdkKey, baseUrl: 'https://flags.example.com/api', onAssignment: (event) => save(event) });
 * await flags.ready();
 * if (flags.getBoolean('new-checkout', user.id, { country: user.country }, false)) …
 */
export const createClient = (options: ClientOptions): Client => {
  const baseUrl = options.offline ? null : resolveBaseUrl(options.sdkKey ?? '', options.baseUrl, null);
  if (!options.offline && !options.sdkKey)
    throw new Error(
      'createClient: sdkKey is missing. Give the SDK key of an environment, or `offline: true` with a ruleset.',
    );
  if (!options.offline && !baseUrl)
    throw new Error(
      "createClient: baseUrl is missing. Give your server's address, such as 'https://flags.example.com/api'.",
    );
  return startClient(
    {
      platform: nodePlatform,
      sdk: { name: 'assay-node', version: sdkVersion, language: 'javascript' },
      baseUrl,
      compileRegex: linearRegex,
      pollingIntervalMs,
      assignmentCache: lruCache(rememberedAssignments),
      onError: (problem) => console.warn(`[assay] ${problem.message}`),
    },
    options,
  );
};
