import type { Platform, Stop } from './platform.js';
import type { ExchangeFailure } from './exchange.js';

/** Longest wait between tries, whatever the server asks: an SDK never gives up. */
const longestWaitMs = 3_600_000;
/** Failures double the wait up to this many intervals. */
const longestBackOff = 10;
/** Wait between tries after a failed start when polling is off. */
const retryIntervalMs = 30_000;

export interface PollerOptions {
  /** Wait between polls; 0 stops polling once a first load succeeded. */
  readonly intervalMs: number;
  /** Quick retries of the first load, each after 5 to 10 % of the interval. */
  readonly initialRetries: number;
}

export interface Poller {
  /** Loads now (or joins the load under way) and plans the next one; never rejects, false when it failed. */
  refresh(): Promise<boolean>;
  /** As `refresh`, but after a load under way another one: so that nothing published until now is missed. */
  reload(): Promise<boolean>;
  /** First load with its quick retries; false when all failed. Polling goes on in either case. */
  start(): Promise<boolean>;
  /** Plans the next load without one now: what is held is fresh. */
  wait(): void;
  /** Stops planned loads (hidden tab, stream open) until as many calls of `resume`. */
  pause(): void;
  resume(): void;
  stop: Stop;
}

/**
 * Calls `load` again and again: every interval with up to 10 % jitter, after failures with doubling waits (capped at
 * ten intervals, at least what `Retry-After` asked, at most an hour) and never stops by itself.
 */
export const createPoller = (
  platform: Platform,
  load: () => Promise<void>,
  onLoaded: (failure?: unknown) => void,
  { intervalMs, initialRetries }: PollerOptions,
): Poller => {
  const every = intervalMs || retryIntervalMs;
  let cancel: Stop = () => {};
  let under: Promise<boolean> | null = null;
  let failures = 0;
  let askedMs = 0;
  let pauses = 0;
  let stopped = false;

  const plan = (): void => {
    cancel();
    if (stopped || pauses || !(failures || intervalMs)) return;
    const wait = every * Math.min(2 ** failures, longestBackOff) * (1 + platform.random() / 10);
    cancel = platform.schedule(Math.min(Math.max(wait, askedMs), longestWaitMs), refresh);
  };
  const attempt = async (): Promise<boolean> => {
    try {
      await load();
      failures = askedMs = 0;
      onLoaded();
      return true;
    } catch (cause) {
      failures++;
      askedMs = (cause as ExchangeFailure)?.retryAfterMs ?? 0;
      if (!stopped) onLoaded(cause ?? 'no answer');
      return false;
    }
  };
  const refresh = (): Promise<boolean> => {
    cancel();
    return (under ??= attempt().then((loaded) => {
      under = null;
      plan();
      return loaded;
    }));
  };
  const retry = async (left: number): Promise<boolean> => {
    const loaded = await refresh();
    if (loaded || !left || stopped || askedMs > every) return loaded;
    const wait = Math.max(every * (0.05 + platform.random() / 20), askedMs);
    return new Promise((resolve) => {
      platform.schedule(wait, () => resolve(!stopped && retry(left - 1)));
    });
  };
  return {
    refresh,
    reload: () => (under ? under.then(refresh) : refresh()),
    start: () => retry(initialRetries),
    wait: plan,
    pause() {
      pauses++;
      cancel();
    },
    resume() {
      pauses = Math.max(pauses - 1, 0);
      if (!pauses && !stopped) void refresh();
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
};
