import { randomBytes } from 'node:crypto';
import {
  precompute,
  splitAttributes,
  writeConfigurationWire,
  type Attributes,
  type BanditActions,
  type ContextAttributes,
} from '@assay/flag-evaluation';
import { guarded, type GetterContext } from '@assay/sdk-core';

export interface PrecomputedOptions {
  /** By flag key: what its bandit may choose from. */
  readonly banditActions?: Readonly<Record<string, BanditActions>>;
  /** Makes the flags' keys unreadable; random unless given. */
  readonly salt?: string;
}

const saltBytes = 16;

/** Evaluates every flag for one subject and wraps the result for a browser; null before the first ruleset. */
export const precomputedConfiguration = (
  { holder, platform, reporter }: GetterContext,
  subjectKey: string,
  attributes: Attributes | ContextAttributes,
  { banditActions, salt = randomBytes(saltBytes).toString('base64') }: PrecomputedOptions = {},
): string | null =>
  guarded(reporter, 'precomputing assignments', null, () => {
    if (!holder.ruleset) return null;
    const now = platform.now();
    const document = precompute(
      holder.ruleset,
      { key: subjectKey, attributes, now },
      { salt, models: holder.models, banditActions },
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
