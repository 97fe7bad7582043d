import type { AssignmentCache, Decision } from './assignment-cache.js';
import { settle, type Reporter } from './report.js';

/** Receives events; it may throw, reject or hang: nobody waits for it. */
export type EventCallback<E> = (event: E) => unknown;

/** Events that wait for a callback; more are dropped, with one report. */
const longestQueue = 100;

/** The way from an evaluation to the customer's callback. */
export interface EventSink<E> {
  /** Hands over the event, unless the same decision was handed over before. */
  send(flagKey: string, subjectKey: string, first: string, second: string, event: () => E): void;
  /** Sets the callback and hands it what waited; null makes events wait. */
  listen(callback: EventCallback<E> | null): void;
  /** Replaces the memory of what was logged; null logs every evaluation. */
  remember(cache: AssignmentCache | null): void;
}

export const createSink = <E>(
  what: string,
  reporter: Reporter,
  initialCallback: EventCallback<E> | null,
  initialCache: AssignmentCache | null,
): EventSink<E> => {
  const queue: E[] = [];
  let callback = initialCallback;
  let cache = initialCache;

  /** False when the callback threw: the event counts as not logged. */
  const call = (to: EventCallback<E>, event: E): boolean => {
    try {
      settle(to(event), (cause) => reporter.failed(what, cause));
      return true;
    } catch (cause) {
      reporter.failed(what, cause);
      return false;
    }
  };
  return {
    send(flagKey, subjectKey, first, second, makeEvent) {
      const known: Decision | undefined = cache?.get(flagKey, subjectKey);
      if (known && known[0] === first && known[1] === second) return;
      if (callback) {
        if (!call(callback, makeEvent())) return;
      } else if (queue.length < longestQueue) queue.push(makeEvent());
      else return reporter.failed(what, 'no callback is set and the queue is full, events are dropped');
      cache?.set(flagKey, subjectKey, [first, second]);
    },
    listen(next) {
      callback = next;
      if (next) for (const event of queue.splice(0)) call(next, event);
    },
    remember(next) {
      cache = next;
    },
  };
};
