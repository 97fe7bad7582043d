import { parseConfigurationWire, type ContextAttributes } from '@assay/flag-evaluation';
import type { BanditOptions, ClientOptions, GivenRuleset } from './options.js';

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

/** What a configuration wire says of one subject's precomputed assignments. */
export interface WiredAssignments {
  readonly subjectKey?: string;
  readonly subjectAttributes?: ContextAttributes;
  readonly assignments: Omit<GivenRuleset, 'etag'>;
}

/**
 * The same for a precomputed client: whose assignments they are, and the assignments. What is no such wire becomes
 * the assignments itself, which the client then reports as unreadable. Never throws.
 * @example createPrecomputedClient({ offline: true, ...fromPrecomputedWire(text) })
 */
export const fromPrecomputedWire = (text: string): WiredAssignments => {
  try {
    const { response, fetchedAt, subjectKey, subjectAttributes } = parseConfigurationWire(text).precomputed!;
    return { subjectKey, subjectAttributes, assignments: { text: response, fetchedAt } };
  } catch {
    return { assignments: { text } };
  }
};
