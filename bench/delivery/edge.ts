/**
 * Precomputed assignments at the edge: the module that is deployed, in Fastly's local runtime. Processor time of the
 * runtime's process, so that what the machine does besides counts little; and the same for a request that decides
 * nothing, most of which is the runtime's own work.
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
  /** Milliseconds of processor time per request; the first one reads and parses the ruleset and is not counted. */
  const cost = async (ask: (at: number) => Promise<Response>): Promise<number> => {
    let before = 0;
    for (let i = 0; i <= requests; i++) {
      if (i === 1) before = cpuSeconds(pid);
      const reply = await ask(i);
      if (!reply.ok) throw new Error(`the edge answered ${reply.status}`);
      await reply.arrayBuffer();
    }
    return ((cpuSeconds(pid) - before) * 1_000) / requests;
  };
  const full = await cost((at) =>
    fetch(`${url}/assignments?apiKey=${world.serverKey}`, {
      method: 'POST',
      headers: { 'accept-encoding': 'identity' }, // compressing is the platform's, and outside the budget
      body: JSON.stringify({ subject_key: `subject-${at}` }),
    }),
  );
  const empty = await cost(() => fetch(`${url}/edge/health`));
  await stop();
  process.stdout.write(
    `| precomputed in Viceroy, ${count} flags | ${full.toFixed(1)} ms | empty request ${empty.toFixed(1)} ms | difference ${(full - empty).toFixed(1)} ms | <= ${goal} ms |\n`,
  );
}
