import { identify } from './address.js';
import { exchange } from './exchange.js';
import type { Arrival, RulesetHolder } from './holder.js';
import { positive, type ClientOptions } from './options.js';
import type { HttpResponse, Platform, SdkName } from './platform.js';

/** The delivery's addresses for one SDK key. */
export const addresses = (baseUrl: string, sdkKey: string | undefined, sdk: SdkName) => {
  const at = (path: string): string => `${baseUrl}/flag-config/v1/${path}${identify(sdkKey ?? '', sdk)}`;
  return { ruleset: at('config'), models: at('bandits'), stream: at('stream') };
};

/** Hears every ruleset that is fetched; false keeps it from being served (it is for the next visit). */
export type OnArrival = (arrival: Arrival) => boolean;

/** One poll: a conditional GET of the ruleset and, where it refers to models not held, of the bandit models. */
export const createLoader = (
  platform: Platform,
  urls: { readonly ruleset: string; readonly models: string },
  holder: RulesetHolder,
  options: ClientOptions,
  hooks: { readonly verify?: (response: HttpResponse) => Promise<void>; readonly onArrival?: OnArrival },
): (() => Promise<void>) => {
  let etag: string | null = null;
  const get = (url: string, held: string | null): Promise<HttpResponse> =>
    exchange(platform, {
      method: 'GET',
      url,
      headers: held ? { 'if-none-match': held } : {},
      timeoutMs: positive(options.requestTimeoutMs, 5_000),
      maxBytes: positive(options.maxRulesetBytes, 10_000_000),
    });
  return async () => {
    const response = await get(urls.ruleset, etag ?? holder.arrival?.etag ?? null);
    if (response.status !== 304) {
      await hooks.verify?.(response);
      const version = /\bv=(\d+)/.exec(response.header('assay-ruleset') ?? '');
      const arrival = {
        text: response.body,
        etag: response.header('etag'),
        version: version ? Number(version[1]) : null,
        fetchedAt: new Date(platform.now()).toISOString(),
      };
      if (hooks.onArrival?.(arrival) ?? true) holder.take(arrival);
      etag = arrival.etag;
    }
    if (holder.lacksModels()) holder.takeModels((await get(urls.models, null)).body);
  };
};
