import type { Ruleset } from '@assay/flag-evaluation';
import { identify } from './address.js';
import { exchange } from './exchange.js';
import type { Arrival, RulesetHolder } from './holder.js';
import { positive, type ClientOptions } from './options.js';
import type { HttpResponse, Platform, SdkName } from './platform.js';

/** What a ruleset needs beside it, fetched after it: bandit models. */
export interface Companion {
  /** Whether the ruleset refers to something that is not held. */
  isMissing(source: Ruleset): boolean;
  /** @throws when the text is not what was asked for; what is held stays. */
  take(text: string): void;
}

/** Hears every ruleset that is fetched; false keeps it from being served (it is for the next visit). */
export type OnArrival = (arrival: Arrival) => boolean;

/** The moment, as ISO 8601. */
export const timeOf = ({ now }: Platform): string => new Date(now()).toISOString();

/** One poll: a conditional GET of the ruleset and, where something beside it is missing, of that. */
export const createLoader = (
  platform: Platform,
  addressOf: (path: string) => string,
  holder: RulesetHolder,
  options: ClientOptions,
  hooks: {
    readonly verify?: (response: HttpResponse) => Promise<void>;
    readonly onArrival?: OnArrival;
    readonly companion?: Companion;
  },
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
    const { companion, onArrival, verify } = hooks;
    const response = await get('config', etag ?? holder.arrival?.etag);
    if (response.status !== 304) {
      await verify?.(response);
      const version = /\bv=(\d+)/.exec(response.header('assay-ruleset') ?? '');
      const arrival = {
        text: response.body,
        etag: response.header('etag'),
        version: version && Number(version[1]),
        fetchedAt: timeOf(platform),
      };
      if (onArrival?.(arrival) ?? true) holder.take(arrival);
      etag = arrival.etag;
    }
    if (holder.answers && companion?.isMissing(holder.answers.source)) {
      companion.take((await get('bandits')).body);
      holder.announce();
    }
  };
};

/** The delivery's addresses for one SDK key, by the last part of the path. */
export const addresses =
  (baseUrl: string, sdkKey: string | undefined, sdk: SdkName) =>
  (path: string): string =>
    `${baseUrl}/flag-config/v1/${path}${identify(sdkKey, sdk)}`;
