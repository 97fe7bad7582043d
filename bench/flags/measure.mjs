// One measurement of one client in a process of its own: node measure.mjs <client> <JSON request>
import { readFileSync } from 'node:fs';
import { flagKeys, shapes, subjects } from './workload.mjs';

const [, , name, request] = process.argv;
const { address, rulesetPath, row, shape, milliseconds, part } = JSON.parse(request);
const { start, settings, startUp } = await import(`./clients/${name}.mjs`);
const text = readFileSync(rulesetPath, 'utf8');

if (row === 'start-up') {
  process.stdout.write(`RESULT ${JSON.stringify(startUp(text, part))}\n`);
  process.exit(0);
}

const asked = shape === undefined ? {} : shapes[shape];
const client = await start({ address, text, obfuscated: asked.obfuscated });
const ask = asked.details ? client.details : asked.flag?.type === 'JSON' ? client.json : client.string;
const keys = row === 'one flag' ? flagKeys.slice(7, 8) : flagKeys.slice(0, asked.count ?? flagKeys.length);
const counts = new Map();

let next = 0;
const step = () => {
  const value = ask(keys[next % keys.length], subjects[next % subjects.length]);
  next++;
  return value;
};

for (let i = 0; i < 20_000; i++) {
  const value = await step();
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  counts.set(text, (counts.get(text) ?? 0) + 1);
}
const shares = [...counts.values()].map((count) => count / 20_000);
if (shares.length !== 2 || shares.some((share) => share < 0.4)) {
  throw new Error(`${name} does not split in halves: ${JSON.stringify([...counts])}`);
}
const warmUntil = performance.now() + milliseconds / 2;
while (performance.now() < warmUntil) await batch();

const cpu = process.cpuUsage();
const began = performance.now();
let evaluations = 0;
while (performance.now() - began < milliseconds) evaluations += await batch();
const used = process.cpuUsage(cpu);

async function batch() {
  if (client.asynchronous) for (let i = 0; i < 2000; i++) await step();
  else for (let i = 0; i < 2000; i++) step();
  return 2000;
}

process.stdout.write(
  `\nRESULT ${JSON.stringify({
    perCpuSecond: evaluations / ((used.user + used.system) / 1e6),
    perSecond: evaluations / ((performance.now() - began) / 1000),
    initMs: client.initMs,
    logged: client.logged(),
    settings,
  })}\n`,
);
client.stop();
process.exit(0);
