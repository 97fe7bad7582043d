import type { ClientControls } from './client.js';
import type { ExchangeFailure } from './exchange.js';

/** What a provider tells its OpenFeature SDK after it was initialised. */
export interface ProviderSignals {
  ready(): void;
  stale(): void;
  changed(): void;
  /** Makes the SDK's own error for a refused SDK key: nothing but a new key helps. */
  fatal(message: string): Error;
}

/**
 * The life of a provider over a client: waits for the first ruleset, then tells of changed flags, of failing fetches
 * (stale) and of their end (ready). Returns `initialize` and `close`.
 */
export const liveAsProvider = (client: ClientControls, signals: ProviderSignals) => {
  const stops: (() => void)[] = [];
  let isStale = false;
  let wasReady = false;
  return {
    async initialize(): Promise<void> {
      stops.push(
        client.subscribe(() => {
          if (wasReady) signals.changed();
        }),
        client.watchFetches((succeeded) => {
          if (succeeded && (isStale || !wasReady)) signals.ready();
          if (!succeeded && wasReady && !isStale) signals.stale();
          wasReady ||= succeeded;
          isStale = !succeeded;
        }),
      );
      try {
        await client.ready({ rejectOnFailure: true });
        wasReady = true;
      } catch (cause) {
        const { status, message } = cause as ExchangeFailure;
        throw status === 401 || status === 403 ? signals.fatal(message) : cause;
      }
    },
    close(): void {
      for (const stop of stops.splice(0)) stop();
      client.close();
    },
  };
};
