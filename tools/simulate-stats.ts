import { header, lineOf, verdictOf, type Cell } from './simulate-stats/cells.js';
import { covariates } from './simulate-stats/covariates.js';
import { fixedLooks } from './simulate-stats/fixed-looks.js';
import { percentiles } from './simulate-stats/percentiles.js';
import { sequences } from './simulate-stats/sequences.js';

/** Runs of each cell; the published table uses the default. */
const runs = Number(process.argv[2] ?? 20_000);
if (!Number.isInteger(runs) || runs < 1) {
  process.stderr.write('Usage: npm run simulate:stats [-- RUNS] (a whole number, 20000 by default)\n');
  process.exit(2);
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const cells: Cell[] = [];
for (const line of header) print(line);
for (const part of [
  () => fixedLooks(runs, 4000),
  () => sequences(runs, 500),
  () => covariates(runs),
  () => percentiles(Math.ceil(runs / 10), 1000),
]) {
  for (const cell of part()) {
    cells.push(cell);
    print(lineOf(cell));
  }
}
const count = (verdict: string): number => cells.filter((cell) => verdictOf(cell) === verdict).length;
print(`${count('ok')} ok, ${count('warning')} warnings, ${count('not shown')} not shown, ${count('FAILED')} failed`);
process.exitCode = count('FAILED') > 0 ? 1 : 0;
