/**
 * What we add to a warehouse's own driver: time per 1,000-row result, idle slots under a limit, memory over many
 * statements.
 *
 *   npm run bench:warehouses -- [results] [statements for memory]
 *
 * Our road is that of a worker: the guard's parser, the limit, the adapter, the check of every cell and the manifest.
 * Every text is new, so that the guard never answers from memory.
 */
import { engines, limit } from './engines.js';
import { drain, memory, overhead } from './measure.js';
import { type StandIn, standIns } from './stand-ins.js';

const [results = 200, statements = 10_000] = process.argv.slice(2).map(Number);
const ms = (value: number): string => value.toFixed(2).padStart(8);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const sayOverhead = async (engine: StandIn): Promise<void> => {
  say(engine.kind);
  const { bare, ours } = await overhead(engine, results);
  say(`  1,000 rows, median of ${results}, ms     wall      CPU`);
  say(`    bare driver                  ${ms(bare.wall)} ${ms(bare.cpu)}`);
  say(`    ours                         ${ms(ours.wall)} ${ms(ours.cpu)}`);
  say(`    added (goal 20 and 5)        ${ms(ours.wall - bare.wall)} ${ms(ours.cpu - bare.cpu)}`);
};

for (const start of engines) {
  const engine = await start();
  try {
    await sayOverhead(engine);
    const drained = await drain(engine, 200);
    say(
      `  200 statements, ${limit} at once: ${(drained.wall / 1000).toFixed(2)} s, most at once ${drained.most}, slots taken ${(100 * drained.occupancy).toFixed(1)} %`,
    );
    for (const seen of await memory(engine, statements, 5))
      say(
        `  after ${String(seen.statements).padStart(6)} statements: heap ${seen.heap.toFixed(1)} MiB, resident ${seen.resident.toFixed(0)} MiB`,
      );
  } finally {
    await engine.close();
  }
}

for (const start of standIns) {
  const standIn = await start();
  if (standIn === null) continue;
  try {
    await sayOverhead(standIn);
  } finally {
    await standIn.close();
  }
}
