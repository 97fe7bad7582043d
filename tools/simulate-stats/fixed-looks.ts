import { estimate, type EstimateRequest, type IntervalMethod } from '@assay/stats';
import { emptyCell, type Cell, type Demand } from './cells.js';
import { populations, type Population } from './populations.js';
import { chanceFrom } from './random.js';

interface Split {
  readonly control: number;
  readonly treatment: number;
}

const judged: readonly {
  readonly name: string;
  readonly method: IntervalMethod;
  readonly alpha: number;
  readonly demand: Demand;
}[] = [
  { name: 'fixed z', method: { kind: 'fixed' }, alpha: 0.05, demand: 'near' },
  { name: 'fixed Welch t', method: { kind: 'fixed', distribution: 't' }, alpha: 0.05, demand: 'near' },
  { name: 'hybrid, ended', method: { kind: 'hybrid', phase: 'ended' }, alpha: 0.025, demand: 'near' },
  { name: 'Bayesian, flat prior', method: { kind: 'bayesian', prior: 'flat' }, alpha: 0.05, demand: 'near' },
];

/** A/A error of one population and split: absolute difference by each method, and the gated relative lift. */
export function cellsOf(population: Population, split: Split, runs: number, seed: number): Cell[] {
  const chance = chanceFrom(seed);
  const place = `${population.name}, ${split.control}/${split.treatment}`;
  const cells = judged.map(({ name, alpha, demand }) =>
    emptyCell({ group: `A/A, ${name}, absolute`, name: place, alpha, demand, runs }),
  );
  const gated = emptyCell({
    group: 'A/A, fixed z, relative and gated',
    name: place,
    alpha: 0.05,
    demand: 'at_most',
    runs,
  });
  for (let run = 0; run < runs; run += 1) {
    const request: EstimateRequest = {
      control: { variation: 'control', metric: population.draw(chance, split.control) },
      treatments: [{ variation: 'treatment', metric: population.draw(chance, split.treatment) }],
      effect: 'absolute',
      method: { kind: 'fixed' },
      level: 0.95,
    };
    judged.forEach(({ method }, index) => count(cells[index], { ...request, method }));
    count(gated, { ...request, effect: 'relative' });
  }
  return [...cells, gated];
}

function count(cell: Cell | undefined, request: EstimateRequest): void {
  const [one] = estimate(request);
  if (!cell || !one) return;
  if (one.kind !== 'estimate') cell.tally.hidden += 1;
  else if (one.low > 0 || one.high < 0) cell.tally.missed += 1;
}

/** All populations × splits. */
export function fixedLooks(runs: number, total: number): Cell[] {
  const splits: readonly Split[] = [
    { control: total / 2, treatment: total / 2 },
    { control: total / 4, treatment: (3 * total) / 4 },
    { control: total / 20, treatment: (19 * total) / 20 },
  ];
  return populations.flatMap((population, p) =>
    splits.flatMap((split, s) => cellsOf(population, split, runs, 1000 + 10 * p + s)),
  );
}
