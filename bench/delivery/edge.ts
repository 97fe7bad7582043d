/**
 * Precomputed assignments at the edge: the module that is deployed, in Fastly's local runtime, each request with the
 * processor time that the platform itself reports (whole milliseconds, so the mean of many is shown).
 *   npm run bench:delivery -- edge        needs VICEROY=/path or viceroy on the PATH
 */
import { cpuSeconds } from './process.mjs';
import { findViceroy, startViceroy } from '../../test-support/src/edge-host/viceroy.js';
import { aWorld, macSecret, manyFlags, publish } from '../../packages/edge-handler/src/testing/world.js';

const requests = 200;
const path = '../../edge/build.js';
const { buildEdge } = (await import(new URL(path, `file://${process.cwd()}/bench/delivery/`).href)) as {
  buildEdge: () => Promise<{ wasm: string }>;
};
const program = findViceroy();
if (program === null) {
  process.stdout.write('no viceroy here: set VICEROY, or put it on the PATH\n');
  process.exit(0);
}
const { wasm } = await buildEdge();

for (const [count, goal] of [
  [200, 7],
  [1_000, 35],
] as const) {
  const world = aWorld();
  publish(world, manyFlags(count), 8);
  const stores = {
    config: { config: { check_mac: 'on', timing: 'on' } },
    secrets: { secrets: { ruleset_mac: macSecret } },
    kv: { rulesets: world.entries },
  };
  const { url, pid, stop } = await startViceroy(program, wasm, stores);
  const times: number[] = [];
  let before = 0;
  for (let i = 0; i < requests; i++) {
    if (i === 1) before = cpuSeconds(pid);
    const reply = await fetch(`${url}/assignments?apiKey=${world.serverKey}`, {
      method: 'POST',
      body: JSON.stringify({ subject_key: `subject-${i}` }),
    });
    if (!reply.ok) throw new Error(`the edge answered ${reply.status}`);
    await reply.arrayBuffer();
    times.push(Number(/dur=(\d+)/.exec(reply.headers.get('server-timing') ?? '')?.[1]));
  }
  const cpu = ((cpuSeconds(pid) - before) * 1_000) / (requests - 1);
  await stop();
  // The first request of a sandbox reads and parses the ruleset; the others find it in memory.
  const sorted = times.slice(1).toSorted((a, b) => a - b);
  const mean = sorted.reduce((sum, one) => sum + one, 0) / sorted.length;
  const [median, p95] = [sorted[Math.floor(sorted.length / 2)], sorted[Math.floor(sorted.length * 0.95)]];
  process.stdout.write(
    `| precomputed in Viceroy, ${count} flags | first ${times[0]} ms | mean ${mean.toFixed(1)} ms | median ${median} ms | p95 ${p95} ms | processor time of the runtime ${cpu.toFixed(1)} ms | <= ${goal} ms |\n`,
  );
}
