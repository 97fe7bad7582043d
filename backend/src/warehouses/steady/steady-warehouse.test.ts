import { describe, expect, it } from '@jest/globals';
import { dialects, selectOne } from '@assay/warehouse-sql';
import type { JobState, Warehouse } from '../port.js';
import { type FailureCause, WarehouseFailure } from '../warehouse-failure.js';
import { Breaker } from './breaker.js';
import { Slots } from './slots.js';
import { steadyWarehouse } from './steady-warehouse.js';

const statement = selectOne(dialects.duckdb);
const tag = { organisationId: 'org_1', purpose: 'test' } as const;
const failure = (cause: FailureCause) => new WarehouseFailure(cause, `it failed: ${cause}`);
const done: JobState = { state: 'done', cost: { milliseconds: 1, bytesScanned: null, rows: 1 } };
/** What waits for nothing but promises has happened after this. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** An engine whose every call is answered by the test: it stands for drivers, of which we own none. */
const anEngine = () => {
  const sent: string[] = [];
  const asked: string[] = [];
  const states = new Map<string, JobState>();
  const failures: FailureCause[] = [];
  const answer = <T>(what: string, value: T): Promise<T> => {
    asked.push(what);
    const next = failures.shift();
    return next === undefined ? Promise.resolve(value) : Promise.reject(failure(next));
  };
  const engine: Partial<Warehouse> = {
    submit: async () => {
      const ref = `job${sent.length}`;
      await answer('submit', null);
      sent.push(ref);
      return ref;
    },
    poll: (ref) => answer('poll', states.get(ref) ?? ({ state: 'running' } as const)),
    cancel: () => answer('cancel', undefined),
    describe: () => answer('describe', []),
    estimate: () => answer('estimate', { basis: 'plan', bytesScanned: null, rowsReturned: 1, planCost: 1 } as const),
    close: async () => {},
  };
  let at = 0;
  const pauses: number[] = [];
  const steady = steadyWarehouse(engine as Warehouse, {
    statements: 2,
    breaker: { failures: 3, restMs: 1_000 },
    now: () => at,
    pause: async (ms) => void pauses.push(ms),
    random: () => 0.5,
  });
  return { steady, sent, asked, states, failures, pauses, wait: (ms: number) => void (at += ms) };
};

describe('given room for two statements', () => {
  it('sends the third when one of them has ended, and not before', async () => {
    const { steady, sent, states } = anEngine();
    const [first] = [await steady.submit(statement, tag), await steady.submit(statement, tag)];
    const third = steady.submit(statement, tag);

    await settled();
    const before = [...sent];
    states.set(first, done);
    await steady.poll(first);
    await third;

    expect([before, sent]).toEqual([
      ['job0', 'job1'],
      ['job0', 'job1', 'job2'],
    ]);
  });

  it.each(['cancel', 'close'] as const)('makes room by %s, too', async (way) => {
    const { steady, sent } = anEngine();
    const [first] = [await steady.submit(statement, tag), await steady.submit(statement, tag)];
    const third = steady.submit(statement, tag);

    await (way === 'cancel' ? steady.cancel(first) : steady.close());
    await third;

    expect(sent).toHaveLength(3);
  });

  it('makes room when nobody can be asked how a statement stands', async () => {
    const { steady, sent, failures } = anEngine();
    const [first] = [await steady.submit(statement, tag), await steady.submit(statement, tag)];
    const third = steady.submit(statement, tag);
    failures.push('credentials');

    await expect(steady.poll(first)).rejects.toMatchObject({ reason: 'credentials' });
    await third;

    expect(sent).toHaveLength(3);
  });

  it('gives a slot back when the statement could not be sent', async () => {
    const { steady, sent, failures } = anEngine();
    failures.push('query', 'query', 'query');
    for (let i = 0; i < 3; i++) await expect(steady.submit(statement, tag)).rejects.toThrow('it failed');

    await steady.submit(statement, tag);

    expect(sent).toHaveLength(1);
  });

  it('drains a line of two hundred with no idle slot', async () => {
    const slots = new Slots(8);
    let running = 0;
    const loads: number[] = [];
    await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const free = await slots.take();
        running += 1;
        loads.push(running);
        await settled();
        if (i < 192) expect(running).toBe(8);
        running -= 1;
        free();
        free();
      }),
    );

    expect([Math.max(...loads), loads.length, running]).toEqual([8, 200, 0]);
  });
});

describe('given a network that breaks', () => {
  it('asks questions again, each time after a longer pause', async () => {
    const { steady, asked, failures, pauses } = anEngine();
    failures.push('network', 'network');

    await steady.describe();

    expect([asked, pauses]).toEqual([
      ['describe', 'describe', 'describe'],
      [200, 400],
    ]);
  });

  it('never sends a statement twice', async () => {
    const { steady, asked, failures } = anEngine();
    failures.push('network');

    await expect(steady.submit(statement, tag)).rejects.toMatchObject({ reason: 'network' });

    expect(asked).toEqual(['submit']);
  });

  it('asks nothing again that the warehouse itself refused', async () => {
    const { steady, asked, failures } = anEngine();
    failures.push('grant_or_object');

    await expect(steady.describe()).rejects.toMatchObject({ reason: 'grant_or_object' });

    expect(asked).toEqual(['describe']);
  });

  it('leaves the warehouse alone after three outages, lets one try after a rest, and goes on when it answers', async () => {
    const { steady, asked, failures, states, sent, wait } = anEngine();
    failures.push('network', 'credentials', 'network');
    for (let i = 0; i < 3; i++) await expect(steady.submit(statement, tag)).rejects.toThrow('it failed');

    await expect(steady.submit(statement, tag)).rejects.toMatchObject({ reason: 'network', facts: { resting: 1 } });
    expect(asked).toHaveLength(3);

    wait(1_000);
    const probe = await steady.submit(statement, tag);
    await expect(steady.submit(statement, tag)).rejects.toThrow('left alone');
    states.set(probe, done);
    await steady.poll(probe);
    await steady.submit(statement, tag);

    expect(sent).toHaveLength(2);
  });

  it('counts statements that were taken and then failed by the network', async () => {
    const { steady, states } = anEngine();
    for (let i = 0; i < 3; i++) {
      const ref = await steady.submit(statement, tag);
      states.set(ref, { state: 'failed', failure: failure('network') });
      await steady.poll(ref);
    }

    await expect(steady.submit(statement, tag)).rejects.toThrow('left alone');
  });
});

it('forgets outages once the warehouse answers, be it with a refusal', () => {
  const breaker = new Breaker({ failures: 2, restMs: 1_000 }, () => 0);

  breaker.failed('network');
  breaker.failed('query');
  breaker.failed('network');

  expect(breaker.rest()).toBe(0);
});
