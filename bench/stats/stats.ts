import { at, estimate, packedLength, type ArmMoments, type EstimateRequest, type IntervalMethod } from '@assay/stats';

// Speed of the statistics engine on one core. Figures depend on the machine; the limits are those of the product.
const methods: readonly IntervalMethod[] = [
  { kind: 'fixed' },
  { kind: 'fixed', distribution: 't' },
  { kind: 'sequential' },
  { kind: 'hybrid', phase: 'running' },
  { kind: 'bayesian' },
];

const arm = (variation: string, metric: number): ArmMoments => ({
  variation,
  metric: { kind: 'mean', moments: { n: 20_000 + metric, mean: 10 + metric / 50, m2: 400 * 20_000 } },
});

/** A block of one outcome and `covariates` covariates that correlate with it and a little with each other. */
function block(variation: string, metric: number, covariates: number): ArmMoments {
  const { n, mean, m2 } = { n: 20_000, mean: 10 + metric / 50, m2: 400 * 20_000 };
  const size = covariates + 1;
  const products = new Array<number>(packedLength(size));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      products[at(row, column)] = row === column ? m2 : (column === 0 ? 0.2 : 0.02) * m2;
    }
  }
  return {
    variation,
    metric: { kind: 'mean', moments: { n, mean, m2 } },
    covariates: {
      names: Array.from({ length: covariates }, (_, index) => `covariate ${index}`),
      joint: { n, means: Array.from({ length: size }, () => mean), products },
    },
  };
}

const request = (arms: readonly ArmMoments[], method: IntervalMethod): EstimateRequest => ({
  control: arms[0] as ArmMoments,
  treatments: arms.slice(1),
  effect: 'relative',
  method,
  level: 0.95,
});

function all(requests: readonly EstimateRequest[]): () => void {
  return () => {
    for (const one of requests) {
      for (const result of estimate(one)) if (result.kind !== 'estimate') throw new Error(result.because);
    }
  };
}

/** Best of eleven runs, after one that warms up, and the first run, cold. */
function time(run: () => void): { readonly first: number; readonly best: number } {
  const once = (): number => {
    const from = performance.now();
    run();
    return performance.now() - from;
  };
  const first = once();
  return { first, best: Math.min(...Array.from({ length: 11 }, once)) };
}

const three = (metric: number): ArmMoments[] => ['control', 'a', 'b'].map((variation) => arm(variation, metric));
const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
const workloads = [
  {
    name: '100 metrics x 3 arms, 5 interval methods',
    limit: 20,
    run: all(range(100).flatMap((metric) => methods.map((method) => request(three(metric), method)))),
  },
  {
    name: '50 metrics x 3 arms, CUPED with 20 covariates',
    limit: 100,
    run: all(
      range(50).map((m) =>
        request(
          ['control', 'a', 'b'].map((v) => block(v, m, 20)),
          { kind: 'sequential' },
        ),
      ),
    ),
  },
  {
    name: '10,000 dimension cells',
    limit: 200,
    run: all(range(10_000).map((cell) => request([arm('control', cell), arm('a', cell)], { kind: 'sequential' }))),
  },
];

let slow = 0;
for (const { name, limit, run } of workloads) {
  const { first, best } = time(run);
  if (best > limit) slow += 1;
  process.stdout.write(`${name}: ${best.toFixed(1)} ms (cold ${first.toFixed(1)} ms; limit ${limit} ms)\n`);
}
process.stdout.write(`${workloads.length - slow} within the limit, ${slow} over it\n`);
process.exitCode = slow > 0 ? 1 : 0;
