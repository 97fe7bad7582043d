import { randomBytes } from 'node:crypto';
import {
  precompute,
  splitAttributes,
  writeConfigurationWire,
  type Attributes,
  type BanditActions,
  type ContextAttributes,
} from '@assay/flag-evaluation';
import { compiledOf, guarded, type BanditContext } from '@assay/sdk-core';

export interface PrecomputedOptions {
  /** By flag key: what its bandit may choose from. */
  readonly banditActions?: Readonly<Record<string, BanditActions>>;
  /** Makes the flags' keys unreadable; random unless given. */
  readonly salt?: string;
}

const saltBytes = 16;

/** Evaluates every flag for one subject and wraps the result for a browser; null before the first ruleset. */
export const precomputedConfiguration = (
  { holder, models, platform, reporter }: BanditContext,
  subjectKey: string,
  attributes: Attributes | ContextAttributes,
  { banditActions, salt = randomBytes(saltBytes).toString('base64') }: PrecomputedOptions = {},
): string | null =>
  guarded(reporter, 'precomputing assignments', null, () => {
    if (!holder.answers) return null;
    if (holder.answers.source.format === 'CLIENT') {
      throw new Error(
        'an obfuscated ruleset has no flag keys to compute under; give the server a server key, not a client token',
      );
    }
    const now = platform.now();
    const document = precompute(
      compiledOf(holder.answers),
      { key: subjectKey, attributes, now },
      { salt, models: models.models, banditActions },
    );
    return writeConfigurationWire({
      precomputed: {
        response: JSON.stringify(document),
        subjectKey,
        subjectAttributes: splitAttributes(attributes),
        fetchedAt: new Date(now).toISOString(),
      },
    });
  });
