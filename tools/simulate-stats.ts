import { adjustedPercentiles, adjustedRatios } from './simulate-stats/adjusted-kinds.js';
import { header, lineOf, verdictOf, type Cell } from './simulate-stats/cells.js';
import { covariates } from './simulate-stats/covariates.js';
import { fixedLooks } from './simulate-stats/fixed-looks.js';
import { largeArms } from './simulate-stats/large-arms.js';
import { ongoing } from './simulate-stats/ongoing.js';
import { percentiles } from './simulate-stats/percentiles.js';
import { sequences } from './simulate-stats/sequences.js';

/** Every part seeds its cells itself, so that a part alone gives the lines that it gives among all. */
const parts: ReadonlyMap<string, (runs: number) => Cell[]> = new Map([
  ['fixed', (runs: number) => fixedLooks(runs, 4000)],
  ['large', (runs: number) => largeArms(runs, 100_000)],
  ['sequential', (runs: number) => sequences(runs, 500)],
  ['ongoing', (runs: number) => ongoing(runs, 500)],
  ['cuped', covariates],
  ['cuped-ratios', adjustedRatios],
  ['cuped-percentiles', adjustedPercentiles],
  ['percentiles', (runs: number) => percentiles(runs, 1000)],
]);

/** Runs of each cell (the published table uses the default), and the parts to run: all of them by default. */
const [size = '20000', ...names] = process.argv.slice(2);
const runs = Number(size);
if (!Number.isInteger(runs) || runs < 1 || names.some((name) => !parts.has(name))) {
  process.stderr.write('Usage: npm run simulate:stats [-- RUNS [PART …]] (a whole number, 20000 by default)\n');
  process.stderr.write(`Parts: ${[...parts.keys()].join(', ')}\n`);
  process.exit(2);
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const cells: Cell[] = [];
for (const line of header) print(line);
for (const [name, part] of parts) {
  if (names.length > 0 && !names.includes(name)) continue;
  for (const cell of part(runs)) {
    cells.push(cell);
    print(lineOf(cell));
  }
}
const count = (verdict: string): number => cells.filter((cell) => verdictOf(cell) === verdict).length;
print(`${count('ok')} ok, ${count('warning')} warnings, ${count('not shown')} not shown, ${count('FAILED')} failed`);
process.exitCode = count('FAILED') > 0 ? 1 : 0;
