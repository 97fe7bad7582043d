import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { dialects, preview, type ResultColumn } from '@assay/warehouse-sql';
import { noEgress, withPage } from '../../backend/src/pipeline/execution/egress.js';
import { resultRows } from '../../backend/src/pipeline/execution/result-rows.js';
import { checkedWarehouse } from '../../backend/src/warehouses/guard/checked-warehouse.js';
import type { JobCost, Warehouse } from '../../backend/src/warehouses/port.js';
import { steadyWarehouse } from '../../backend/src/warehouses/steady/steady-warehouse.js';
import { type Engine, limit } from './engines.js';
import type { StandIn } from './stand-ins.js';

const tag = { organisationId: 'bench', purpose: 'run', experimentId: 'bench', runId: 'bench' } as const;

const columns: readonly ResultColumn[] = [
  { name: 'variation', type: 'key', allowed: ['control', 'treatment'] },
  ...['subjects', 's1', 's2', 's3', 's4'].map((name) => ({ name, type: 'number' }) as const),
];

/** As a worker opens it, but for the second look at the text. */
export const steady = ({ warehouse }: Pick<Engine, 'warehouse'>): Warehouse =>
  steadyWarehouse(warehouse, {
    statements: limit,
    now: () => performance.now(),
    pause: (milliseconds) => setTimeout(milliseconds),
    random: () => Math.random(),
  });

/** The whole of it: the parser reads each statement before it is sent. */
export const guarded = (engine: Pick<Engine, 'warehouse'>): Warehouse => checkedWarehouse(steady(engine), 'scratch');

const ended = async (warehouse: Warehouse, ref: string): Promise<JobCost> => {
  for (;;) {
    const state = await warehouse.poll(ref, 500);
    if (state.state === 'done') return state.cost;
    if (state.state === 'failed') throw state.failure;
    if (state.state !== 'running') throw new Error(`A statement is ${state.state}.`);
  }
};

/** One statement from its text to checked rows and their manifest. @returns how many rows. */
export async function read(warehouse: Warehouse, { kind }: Pick<Engine, 'kind'>, text: string): Promise<number> {
  const ref = await warehouse.submit(preview(dialects[kind], text, 1_000), tag);
  await ended(warehouse, ref);
  let egress = noEgress;
  for (let page: string | null = null; ;) {
    const got = await warehouse.rows(ref, page);
    resultRows(columns, got.columns, got.rows);
    egress = withPage(egress, columns, got.columns, got.rows);
    if (got.next === null) return egress.rows;
    page = got.next;
  }
}

export interface Times {
  readonly wall: number;
  readonly cpu: number;
}

const timed = async (work: () => Promise<unknown>): Promise<Times> => {
  const [from, busy] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(busy);
  return { wall: performance.now() - from, cpu: (user + system) / 1000 };
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;

/** Medians, in ms, of a 1,000-row result by the bare driver and by us; they take turns. Each text is sent once. */
export async function overhead(engine: StandIn, rounds: number): Promise<{ bare: Times; ours: Times }> {
  const warehouse = guarded(engine);
  const [bare, ours]: [Times[], Times[]] = [[], []];
  for (let round = -20; round < rounds; round++) {
    const text = engine.groups(1_000, round);
    const one = await timed(() => engine.bare(preview(dialects[engine.kind], text, 1_000).text));
    const two = await timed(async () => {
      const rows = await read(warehouse, engine, text);
      if (rows !== 1_000) throw new Error(`${rows} rows came back, not 1,000.`);
    });
    if (round < 0) continue; // warm-up
    bare.push(one);
    ours.push(two);
  }
  const middle = (times: readonly Times[]): Times => ({
    wall: median(times.map((one) => one.wall)),
    cpu: median(times.map((one) => one.cpu)),
  });
  return { bare: middle(bare), ours: middle(ours) };
}

export interface Drain {
  readonly wall: number;
  /** Most statements that the engine had at once. */
  readonly most: number;
  /** Share of slot-time in which the engine had a statement, from the first to the moment the line was empty. */
  readonly occupancy: number;
}

/** So many statements at once under the limit. Seen between the limit and the adapter. */
export async function drain(engine: Engine, statements: number): Promise<Drain> {
  let [running, most, area, last, until] = [0, 0, 0, 0, 0];
  let sent = 0;
  const step = (by: number): void => {
    const now = performance.now();
    if (until === 0 && last > 0) area += running * (now - last);
    last = now;
    running += by;
    most = Math.max(most, running);
    if (by > 0 && ++sent === statements) until = now; // from here on nobody waits for a slot
  };
  const watched: Warehouse = {
    ...engine.warehouse,
    submit: async (statement, who) => {
      step(1);
      return engine.warehouse.submit(statement, who);
    },
    poll: async (ref, wait) => {
      const state = await engine.warehouse.poll(ref, wait);
      if (state.state !== 'running') step(-1);
      return state;
    },
  };
  const warehouse = steady({ ...engine, warehouse: watched });
  const from = performance.now();
  await Promise.all(
    Array.from({ length: statements }, async (_, n) => {
      const ref = await warehouse.submit(preview(dialects[engine.kind], engine.busy(n), 1), tag);
      await ended(warehouse, ref);
    }),
  );
  return { wall: performance.now() - from, most, occupancy: area / (limit * (until - from)) };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export interface Memory {
  readonly statements: number;
  /** MiB after a collection. */
  readonly heap: number;
  readonly resident: number;
}

/** Memory of this process after each of `samples` equal parts of so many statements of 100 rows. */
export async function memory(engine: Engine, statements: number, samples: number): Promise<Memory[]> {
  const warehouse = guarded(engine);
  const seen: Memory[] = [];
  for (let n = 1; n <= statements; n++) {
    await read(warehouse, engine, engine.groups(100, n));
    if (n % (statements / samples) !== 0) continue;
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    seen.push({ statements: n, heap: heapUsed / 2 ** 20, resident: rss / 2 ** 20 });
  }
  return seen;
}
