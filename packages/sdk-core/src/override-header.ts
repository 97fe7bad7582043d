import { isRecord } from '@assay/flag-evaluation';
import type { Overrides } from './overrides.js';

/** The entries of a document that are well-formed; null when none is. */
export const readOverrides = (document: unknown): Overrides | null => {
  const entries = Object.entries(isRecord(document) ? document : {}).flatMap(([flagKey, override]) =>
    isRecord(override) && 'value' in override
      ? [[flagKey, { key: String(override.key ?? override.value), value: override.value }]]
      : [],
  );
  return entries.length ? (Object.fromEntries(entries) as Overrides) : null;
};

/** What the override header carries: who asks, and which variations. */
export interface OverrideHeader {
  readonly key: string | null;
  readonly overrides: Overrides | null;
}

/**
 * Reads the header `x-eppo-overrides`: `{"browserExtensionKey": "…", "overrides": {flagKey: {key, value}}}`.
 * @throws Error when the text is not such a document.
 */
export const parseOverrideHeader = (text: string): OverrideHeader => {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = null;
  }
  if (!isRecord(document)) throw new Error('the override header is not a JSON object');
  const key = document.browserExtensionKey;
  return { key: typeof key === 'string' && key ? key : null, overrides: readOverrides(document.overrides) };
};
