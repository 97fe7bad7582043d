import { parseRuleset, type Ruleset } from '@assay/flag-evaluation';
import { readFileSync } from 'node:fs';

/** Where a ruleset is read from: a server with an SDK key, or a file. */
export interface Published {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly file?: string | undefined;
}

/** @throws Error that says what to give, or what the server answered. */
export const readPublished = async ({ url, key, file }: Published): Promise<Ruleset> => {
  if (file !== undefined) return parseRuleset(readFileSync(file, 'utf8'));
  if (!url || !key)
    throw new Error('Give --url and --key (or ASSAY_SDK_KEY), or --ruleset with a file. --help tells more.');
  const address = new URL(`${url.replace(/\/+$/, '')}/flag-config/v1/config`);
  address.searchParams.set('apiKey', key);
  const response = await fetch(address, { signal: AbortSignal.timeout(15_000) });
  if (response.status === 401) throw new Error('The server does not know this SDK key: it is wrong or was revoked.');
  if (!response.ok)
    throw new Error(`The server answered ${response.status}. Check --url: it ends before /flag-config.`);
  return parseRuleset(await response.text());
};
