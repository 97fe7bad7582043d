import type { AssignmentCache } from './assignment-cache.js';
import { settle, type Reporter } from './report.js';

/** Receives events; it may throw, reject or hang: nobody waits for it. */
export type EventCallback<E> = (event: E) => unknown;

/** Events that wait for a callback; more are dropped, with one report. */
const longestQueue = 100;

/** The way from an evaluation to the customer's callback. */
export interface EventSink<E> {
  /**
   * Makes the event and hands it over, unless the same decision was the last one handed over for this flag and
   * subject. Never throws; a decision whose callback threw is not remembered.
   */
  send(flagKey: string, subjectKey: string, first: string, second: string, make: () => E): void;
  /** Sets the callback and hands it what waited; null makes events wait. */
  listen(callback: EventCallback<E> | null): void;
  /** Replaces the memory of what was logged; null logs every evaluation. */
  remember(cache: AssignmentCache | null): void;
}

export const createSink = <E>(
  what: string,
  reporter: Reporter,
  callback: EventCallback<E> | null | undefined,
  cache: AssignmentCache | null | undefined,
): EventSink<E> => {
  const queue: E[] = [];
  const failed = (cause: unknown): void => reporter.failed(what, cause);
  const hand = (event: E): void => {
    if (callback) settle(callback(event), failed);
    else if (queue.length < longestQueue) queue.push(event);
    else throw new Error('queue full, event dropped: set the callback');
  };
  return {
    send(flagKey, subjectKey, first, second, make) {
      try {
        if (cache?.has(flagKey, subjectKey, first, second)) return;
        hand(make());
        cache?.set(flagKey, subjectKey, first, second);
      } catch (cause) {
        failed(cause);
      }
    },
    listen(next) {
      callback = next;
      if (next) {
        for (const event of queue.splice(0)) {
          try {
            hand(event);
          } catch (cause) {
            failed(cause);
          }
        }
      }
    },
    remember(next) {
      cache = next;
    },
  };
};
