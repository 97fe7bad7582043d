import { estimate, outerZ, samplePercentile, twoSidedP, type EstimateRequest } from '@assay/stats';
import { emptyCell, type Cell } from './cells.js';
import { drawEvents, percentileOf } from './percentile-rows.js';
import { chanceFrom, type Chance } from './random.js';

const prices = [4.99, 9.99, 14.99, 19.99, 29.99, 49.99, 99.99];

/** Events of one subject share the subject's level, as a person's own speed or taste does. */
const populations: readonly { readonly name: string; readonly event: (level: number, chance: Chance) => number }[] = [
  { name: 'continuous', event: (level, { normal }) => Math.exp(5 + level + 0.3 * normal()) },
  { name: 'whole milliseconds', event: (level, { normal }) => Math.round(Math.exp(5 + level + 0.3 * normal())) },
  { name: 'integers', event: (level, { normal }) => Math.max(0, Math.round(3 + 1.5 * level + normal())) },
  {
    name: 'price list',
    event: (level, { normal }) => prices[Math.min(6, Math.max(0, Math.round(2 + level + normal())))] ?? 0,
  },
];

/** A/A error of percentiles; the known-bad version takes clustered events for independent ones. */
export function percentiles(runs: number, subjects: number): Cell[] {
  return populations.flatMap(({ name, event }, index) => {
    const chance = chanceFrom(4000 + 10 * index);
    const asked = [0.5, 0.9].map((p) => {
      const where = { name: `${name}, p${100 * p}, ${subjects}/${subjects} subjects`, alpha: 0.05, runs };
      return {
        p,
        ours: emptyCell({ ...where, group: 'A/A, percentile', demand: 'near' }),
        iid: emptyCell({
          ...where,
          group: 'A/A, percentile of independent events (known bad)',
          demand: 'must_fail',
        }),
      };
    });
    for (let run = 0; run < runs; run += 1) {
      const arms = [0, 1].map(() => drawEvents(chance, subjects, chance.normal, event));
      for (const { p, ours, iid } of asked) {
        const [c, t] = arms.map((arm) => percentileOf(arm, p));
        if (!c || !t) continue;
        const request: EstimateRequest = {
          control: { variation: 'c', metric: { kind: 'percentile', percentile: c } },
          treatments: [{ variation: 't', metric: { kind: 'percentile', percentile: t } }],
          effect: 'absolute',
          method: { kind: 'fixed' },
          level: 0.95,
        };
        const [one] = estimate(request);
        if (one?.kind !== 'estimate') ours.tally.hidden += 1;
        else if (one.low > 0 || one.high < 0) ours.tally.missed += 1;
        const naive = ((c.upper - c.lower) / (2 * outerZ)) ** 2 + ((t.upper - t.lower) / (2 * outerZ)) ** 2;
        if (samplePercentile(c).kind !== 'percentile') iid.tally.hidden += 1;
        else if (twoSidedP((t.quantile - c.quantile) / Math.sqrt(naive)) < 0.05) iid.tally.missed += 1;
      }
    }
    return asked.flatMap(({ ours, iid }) => (name === 'continuous' ? [ours, iid] : [ours]));
  });
}
