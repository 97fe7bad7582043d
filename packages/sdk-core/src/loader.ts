import type { Ruleset } from '@assay/flag-evaluation';
import { identify } from './address.js';
import { exchange } from './exchange.js';
import type { RulesetHolder } from './holder.js';
import { positive, type ClientOptions } from './options.js';
import type { HttpResponse, Platform, SdkName } from './platform.js';

/** What a ruleset needs beside it, fetched after it: bandit models. */
export interface Companion {
  /** Whether the ruleset refers to something that is not held. */
  isMissing(source: Ruleset): boolean;
  /** @throws when the text is not what was asked for; what is held stays. */
  take(text: string): void;
}

/** What some entry points add to each fetch; a bundle without it holds nothing of it. */
export interface FetchExtras {
  readonly companion: Companion;
  /** Rejects when a ruleset is not to be trusted. */
  readonly verify?: (response: HttpResponse) => Promise<void>;
}

/** The moment, as ISO 8601. */
export const timeOf = ({ now }: Platform): string => new Date(now()).toISOString();

/** One poll: a conditional GET of the ruleset and, where something beside it is missing, of that. */
export const createLoader = (
  platform: Platform,
  addressOf: (path: string) => string,
  holder: RulesetHolder,
  options: ClientOptions,
  taker: Pick<RulesetHolder, 'take'>,
  extras?: FetchExtras,
): (() => Promise<void>) => {
  let etag: string | null = null;
  const get = (path: string, held?: string | null): Promise<HttpResponse> =>
    exchange(platform, {
      method: 'GET',
      url: addressOf(path),
      headers: held ? { 'if-none-match': held } : {},
      timeoutMs: positive(options.requestTimeoutMs, 5_000),
      maxBytes: positive(options.maxRulesetBytes, 10_000_000),
    });
  return async () => {
    const response = await get('config', etag ?? holder.arrival?.etag);
    if (response.status !== 304) {
      await extras?.verify?.(response);
      const version = /\bv=(\d+)/.exec(response.header('assay-ruleset') ?? '');
      const arrived = response.header('etag');
      taker.take({
        text: response.body,
        etag: arrived,
        version: version && Number(version[1]),
        fetchedAt: timeOf(platform),
      });
      etag = arrived; // only of what could be taken
    }
    if (extras && holder.answers && extras.companion.isMissing(holder.answers.source)) {
      extras.companion.take((await get('bandits')).body);
      holder.announce();
    }
  };
};

/** The delivery's addresses for one SDK key, by the last part of the path. */
export const addresses =
  (baseUrl: string, sdkKey: string, sdk: SdkName) =>
  (path: string): string =>
    `${baseUrl}/flag-config/v1/${path}${identify(sdkKey, sdk)}`;
