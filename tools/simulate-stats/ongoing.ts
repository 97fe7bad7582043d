import {
  absoluteDifference,
  mergeMoments,
  mixtureRho,
  momentsOf,
  momentsOfProportion,
  noMoments,
  sampleMean,
  sequentialInterval,
  type Moments,
} from '@assay/stats';
import { emptyCell, type Cell } from './cells.js';
import { spending } from './populations.js';
import { chanceFrom, type Chance } from './random.js';

const alpha = 0.05;
const hidden = 100; // subjects an arm before a sequential interval is shown
const rho = mixtureRho(10_000, alpha);

/** One experiment as it runs: the moments of an arm after each further look. */
type Course = (chance: Chance) => (arm: 0 | 1, look: number) => Moments;

/** A/A with a look again and again: wrong if the sequential interval excludes zero at any look. */
function watched(name: string, start: Course, runs: number, looks: number, seed: number): Cell {
  const chance = chanceFrom(seed);
  const group = 'A/A, sequential at any look';
  const cell = emptyCell({ group, name: `${name}, ${looks} looks`, alpha, demand: 'at_most', runs });
  for (let run = 0; run < runs; run += 1) {
    const next = start(chance);
    for (let look = 0; look < looks; look += 1) {
      const [c, t] = [next(0, look), next(1, look)];
      if (Math.min(c.n, t.n) < hidden || (c.m2 === 0 && t.m2 === 0)) continue;
      const effect = absoluteDifference({ control: sampleMean(c), treatment: sampleMean(t), covariance: 0 });
      const { low, high } = sequentialInterval(effect, alpha, c.n + t.n, rho);
      if (low <= 0 && high >= 0) continue;
      cell.tally.missed += 1;
      break; // one false claim is enough; the next run starts afresh
    }
  }
  return cell;
}

const batchOf = (n: number, one: () => number): Moments => {
  const values = new Float64Array(n);
  for (let index = 0; index < n; index += 1) values[index] = one();
  return momentsOf(values);
};

/** A whole day between two looks: few looks, many subjects in each. */
const daily: Course = ({ normal }) => {
  const arms: [Moments, Moments] = [noMoments, noMoments];
  return (arm) => (arms[arm] = mergeMoments(arms[arm], batchOf(400, normal)));
};

/** A look every hour: traffic and the values themselves follow the time of day, in both arms alike. */
const hourly =
  (share: readonly [number, number], one: (chance: Chance) => number): Course =>
  (chance) => {
    const arms: [Moments, Moments] = [noMoments, noMoments];
    return (arm, look) => {
      const day = Math.sin((2 * Math.PI * (look % 24)) / 24);
      const n = Math.round(share[arm] * (1 + 0.8 * day));
      return (arms[arm] = mergeMoments(
        arms[arm],
        batchOf(n, () => (1 + 0.3 * day) * one(chance)),
      ));
    };
  };

/** Values grow in proportion for ten looks after a subject enters: earlier values change under the analysis. */
const growing =
  (batch: readonly [number, number]): Course =>
  (chance) => {
    const young: [Moments[], Moments[]] = [[], []];
    const grown: [Moments, Moments] = [noMoments, noMoments];
    const age = (share: number, { n, mean, m2 }: Moments): Moments => ({ n, mean: mean * share, m2: m2 * share ** 2 });
    return (arm) => {
      const batches = young[arm];
      batches.push(batchOf(batch[arm], () => spending(chance)));
      if (batches.length > 10) grown[arm] = mergeMoments(grown[arm], batches.shift() ?? noMoments);
      return batches.reduce(
        (all, moments, index) => mergeMoments(all, age((batches.length - index) / 10, moments)),
        grown[arm],
      );
    };
  };

/** One in ten converts, after a delay of 20 looks in the mean: zeros turn into ones long after the subject entered. */
const late =
  (batch: readonly [number, number]): Course =>
  ({ uniform }) => {
    const due: [number[], number[]] = [[], []];
    const successes: [number, number] = [0, 0];
    return (arm, look) => {
      const ahead = due[arm];
      for (let subject = 0; subject < batch[arm]; subject += 1) {
        if (uniform() >= 0.1) continue;
        const at = look + Math.floor(-20 * Math.log(1 - uniform()));
        ahead[at] = (ahead[at] ?? 0) + 1;
      }
      successes[arm] += ahead[look] ?? 0;
      return momentsOfProportion((look + 1) * batch[arm], successes[arm]);
    };
  };

/** Sequential intervals as experiments are really watched: by the day, by the hour, and while outcomes still come in. */
export function ongoing(runs: number, looks: number): Cell[] {
  const gauss = ({ normal }: Chance): number => 2 + normal();
  return [
    watched('a batch a day, normal, 400/400 a look', daily, runs, 14, 2400),
    watched('hourly, normal, 20/20 a look on average', hourly([20, 20], gauss), runs, looks, 2401),
    watched('hourly, normal, 10/30 a look on average', hourly([10, 30], gauss), runs, looks, 2402),
    watched('hourly, zero-inflated lognormal, 20/20 a look on average', hourly([20, 20], spending), runs, looks, 2403),
    watched('accruing spending, 20/20 a look', growing([20, 20]), runs, looks, 2404),
    watched('accruing spending, 10/30 a look', growing([10, 30]), runs, looks, 2405),
    watched('late conversions, 20/20 a look', late([20, 20]), runs, looks, 2406),
    watched('late conversions, 10/30 a look', late([10, 30]), runs, looks, 2407),
  ];
}
