import type { Grant } from '@assay/edge-handler';

interface Bucket {
  tokens: number;
  at: number;
}

/** So many seconds' worth of requests may come at once: a page that starts asks for several things. */
const burstSeconds = 2;

/** A budget of requests per SDK key that fills up evenly. */
export class RateLimits {
  readonly #buckets = new WeakMap<Grant, Bucket>();

  /**
   * @param perSecond requests per second and key; 0: no limit.
   * @param now milliseconds since 1970.
   */
  constructor(
    private readonly perSecond: number,
    private readonly now: () => number,
  ) {}

  /** Takes one request from the key's budget; or seconds to wait until there is room for one. */
  delayOf(grant: Grant): number {
    if (this.perSecond === 0) return 0;
    const now = this.now();
    const most = this.perSecond * burstSeconds;
    const bucket = this.#buckets.get(grant) ?? { tokens: most, at: now };
    const passed = Math.max(0, now - bucket.at) / 1_000;
    bucket.tokens = Math.min(most, bucket.tokens + passed * this.perSecond);
    bucket.at = now;
    this.#buckets.set(grant, bucket);
    if (bucket.tokens < 1) return (1 - bucket.tokens) / this.perSecond;
    bucket.tokens -= 1;
    return 0;
  }
}
