import type { JobRef, JobState, Warehouse } from '../port.js';
import { WarehouseFailure } from '../warehouse-failure.js';
import { Breaker, type BreakerLimits, defaultBreakerLimits } from './breaker.js';
import { Slots } from './slots.js';

export interface SteadyOptions {
  /** Statements of this connection at once, of all runs and previews together. */
  readonly statements: number;
  readonly breaker?: BreakerLimits;
  /** Milliseconds since some instant. */
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
}

const attempts = 3;
const firstPauseMs = 200;
/** No statement runs longer than its own time-out; a slot whose statement nobody asks after is free again by then. */
const longestSlotMs = 2_400_000;

/**
 * A warehouse that is not overrun and not hammered: a limit of statements at once, a rest after repeated outages, and
 * another attempt at questions that a broken network left unanswered. A statement is never sent twice: whether the
 * first one runs cannot be known.
 */
export function steadyWarehouse(warehouse: Warehouse, options: SteadyOptions): Warehouse {
  const { now, pause, random } = options;
  const breaker = new Breaker(options.breaker ?? defaultBreakerLimits, now);
  const slots = new Slots(options.statements);
  const held = new Map<JobRef, () => void>();

  const letGo = (ref: JobRef): void => {
    held.get(ref)?.();
    held.delete(ref);
  };
  const hold = (ref: JobRef, free: () => void): void => {
    const timer = setTimeout(() => letGo(ref), longestSlotMs);
    timer.unref();
    held.set(ref, () => {
      clearTimeout(timer);
      free();
    });
  };
  const expectRested = (): void => {
    const rest = breaker.rest();
    if (rest > 0) throw resting(rest);
  };
  /** Reports how a call went. */
  const watched = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      const answer = await ask();
      breaker.answered();
      return answer;
    } catch (thrown) {
      if (thrown instanceof WarehouseFailure) breaker.failed(thrown.reason);
      throw thrown;
    }
  };
  /** Asks again where the network failed, each time after a longer pause of random length. */
  const again = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask();
      } catch (thrown) {
        const isBroken = thrown instanceof WarehouseFailure && thrown.reason === 'network';
        if (!isBroken || attempt === attempts) throw thrown;
        await pause(random() * firstPauseMs * 2 ** attempt);
      }
    }
  };
  const seen = (ref: JobRef, state: JobState): JobState => {
    if (state.state === 'running') return state;
    letGo(ref);
    if (state.state === 'done') breaker.answered();
    if (state.state === 'failed') breaker.failed(state.failure.reason);
    return state;
  };

  return {
    ...warehouse,
    submit: async (statement, tag) => {
      expectRested();
      const free = await slots.take();
      try {
        const ref = await warehouse.submit(statement, tag);
        hold(ref, free);
        return ref;
      } catch (thrown) {
        free();
        if (thrown instanceof WarehouseFailure) breaker.failed(thrown.reason);
        throw thrown;
      }
    },
    poll: async (ref, waitMs) => {
      try {
        return seen(ref, await again(() => warehouse.poll(ref, waitMs)));
      } catch (thrown) {
        letGo(ref); // its caller gives up on it
        if (thrown instanceof WarehouseFailure) breaker.failed(thrown.reason);
        throw thrown;
      }
    },
    rows: (ref, page) => again(() => warehouse.rows(ref, page)),
    cancel: async (ref) => {
      try {
        await again(() => warehouse.cancel(ref));
      } finally {
        letGo(ref);
      }
    },
    estimate: async (statement) => {
      expectRested();
      return watched(() => again(() => warehouse.estimate(statement)));
    },
    describe: async () => {
      expectRested();
      return watched(() => again(() => warehouse.describe()));
    },
    close: async () => {
      for (const ref of [...held.keys()]) letGo(ref);
      await warehouse.close();
    },
  };
}

const resting = (milliseconds: number): WarehouseFailure =>
  new WarehouseFailure(
    'network',
    `The warehouse did not answer several times in a row and is left alone for ${Math.ceil(milliseconds / 1000)} more seconds. Test the connection to see why.`,
    { cause: 'network', resting: Math.ceil(milliseconds / 1000) },
  );
