import type { AssignmentCache } from './assignment-cache.js';
import { settle, type Reporter } from './report.js';

/** Receives events; it may throw, reject or hang: nobody waits for it. */
export type EventCallback<E> = (event: E) => unknown;

/** Events that wait for a callback; more are dropped, with one report. */
const longestQueue = 100;

/** The way from an evaluation to the customer's callback. */
export interface EventSink<E> {
  /** Whether a decision differs from the one last handed over for this flag and subject. */
  isNew(flagKey: string, subjectKey: string, first: string, second: string): boolean;
  /** Hands the event over and remembers the decision, unless the callback threw. */
  send(flagKey: string, subjectKey: string, first: string, second: string, event: E): void;
  /** Sets the callback and hands it what waited; null makes events wait. */
  listen(callback: EventCallback<E> | null): void;
  /** Replaces the memory of what was logged; null logs every evaluation. */
  remember(cache: AssignmentCache | null): void;
}

export const createSink = <E>(
  what: string,
  reporter: Reporter,
  initialCallback: EventCallback<E> | null | undefined,
  initialCache: AssignmentCache | null,
): EventSink<E> => {
  const queue: E[] = [];
  let callback = initialCallback;
  let cache = initialCache;

  const failed = (cause: unknown): void => reporter.failed(what, cause);
  const listen = (next: EventCallback<E> | null | undefined): void => {
    callback = next;
    if (next) {
      for (const event of queue.splice(0)) {
        try {
          settle(next(event), failed);
        } catch (cause) {
          failed(cause);
        }
      }
    }
  };
  return {
    isNew(flagKey, subjectKey, first, second) {
      return !cache?.has(flagKey, subjectKey, first, second);
    },
    send(flagKey, subjectKey, first, second, event) {
      if (callback) settle(callback(event), failed);
      else if (queue.push(event) > longestQueue) {
        queue.pop();
        throw new Error('no callback is set and the queue is full, events are dropped');
      }
      cache?.set(flagKey, subjectKey, first, second);
    },
    listen,
    remember(next) {
      cache = next;
    },
  };
};
