/**
 * Starts local stand-ins of warehouses, with a table each, until it is stopped:
 *   npm run warehouses:up -- bigquery
 */
import { type RunningStandIn, standIns } from './stand-ins.js';

const asked = process.argv.slice(2);
const names = asked.includes('all') ? Object.keys(standIns) : asked;
const unknown = names.filter((name) => !(name in standIns));
if (names.length === 0 || unknown.length > 0) {
  const known = [...Object.keys(standIns), 'all'].join(', ');
  process.stderr.write(
    `${unknown.length > 0 ? `There is no stand-in for ${unknown.join(', ')}.` : 'Name what to start.'} Known: ${known}\n`,
  );
  process.exit(2);
}

const started: RunningStandIn[] = [];
for (const name of names) {
  const standIn = await standIns[name]!();
  started.push(standIn);
  process.stdout.write(`${name}\n${standIn.howTo.map((line) => `  ${line}`).join('\n')}\n\n`);
}
process.stdout.write('Stop with Ctrl+C.\n');
const hold = setInterval(() => undefined, 60_000);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    clearInterval(hold);
    void Promise.all(started.map((one) => one.close())).then(() => process.exit(0));
  });
}
