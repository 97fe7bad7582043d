import { parseConfigurationWire } from '@assay/flag-evaluation';
import type { BanditOptions, ClientOptions } from './options.js';

/**
 * What a configuration wire (version 1, text) says, as options: a ruleset and perhaps bandit models. A text that is no
 * such wire becomes the ruleset itself, which the client then reports as unreadable. Never throws.
 * @example createClient({ sdkKey, baseUrl, ...fromWire(text) })
 */
export const fromWire = (text: string): Pick<ClientOptions & BanditOptions, 'ruleset' | 'banditModels'> => {
  try {
    const { config, bandits } = parseConfigurationWire(text);
    return {
      ...(config && { ruleset: { text: config.response, etag: config.etag, fetchedAt: config.fetchedAt } }),
      ...(bandits && { banditModels: bandits.response }),
    };
  } catch {
    return { ruleset: text };
  }
};
