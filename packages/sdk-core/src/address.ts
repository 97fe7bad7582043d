import { fromBase64 } from '@assay/flag-evaluation';
import type { SdkName } from './platform.js';

/** What an SDK key may carry after its last full stop: base64 of a query string. */
export interface TokenFacts {
  /** Sub-domain of the default host (`cs`). */
  readonly subdomain: string | null;
  /** Host of the event ingestion (`eh`). */
  readonly eventHost: string | null;
}

/** Reads the facts in an SDK key of the form `<anything>.<base64 of a query string>`; a plain key has none. */
export const readToken = (sdkKey: string): TokenFacts => {
  const facts: { [name: string]: string | undefined } = {};
  try {
    const encoded = sdkKey.split('.')[1] ?? '';
    for (const pair of fromBase64(encoded.replace(/-/g, '+').replace(/_/g, '/')).split('&')) {
      const [name, value] = pair.split('=');
      if (name === 'cs' || name === 'eh') facts[name] = decodeURIComponent(value ?? '');
    }
  } catch {
    // Not a token that carries facts: a plain key.
  }
  return { subdomain: facts.cs || null, eventHost: facts.eh || null };
};

/**
 * Where rulesets come from: an explicit address wins, then the token's sub-domain of the default host, then the
 * default host. Null when none of them is known.
 */
export const resolveBaseUrl = (
  sdkKey: string,
  baseUrl: string | undefined,
  defaultBaseUrl: string | null,
): string | null => {
  if (baseUrl && baseUrl !== defaultBaseUrl) return withScheme(baseUrl);
  if (!defaultBaseUrl) return null;
  const { subdomain } = readToken(sdkKey);
  const [scheme, rest] = withScheme(defaultBaseUrl).split('://');
  return subdomain ? `${scheme}://${subdomain}.${rest}` : `${scheme}://${rest}`;
};

/** An address with a scheme (https unless given) and without a slash at its end. */
export const withScheme = (url: string): string => url.replace(/^(\/\/)?(?!\w+:\/)/, 'https://').replace(/\/+$/, '');

/** Query string that every request carries. */
export const identify = (sdkKey: string, sdk: SdkName): string =>
  `?apiKey=${encodeURIComponent(sdkKey)}&sdkName=${sdk.sdkName}&sdkVersion=${sdk.sdkLibVersion}`;
