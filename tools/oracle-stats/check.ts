import { differences } from './compare.js';
import { readCases, skipped, textOf, type Case, type Outcome } from './cases.js';
import { Data } from './data.js';
import { runAdjustedInterval, runFamily, runSrm } from './families.js';
import { runGroupSequential, runLevels } from './levels.js';
import { runPower } from './planning.js';
import { pairOfColumns, runClusters, runDifference, runFieller, runProportions, runRegression } from './rows.js';
import { runBayesian, runPostStratification, runSequential, runTTest } from './summaries.js';
import { absoluteDifference, relativeLift } from '@assay/stats';

type Runner = (one: Case, data: Data) => Outcome;

const exact = 'an exact test of counts: not offered';
const ranks = 'a rank test: needs rows, which never leave the warehouse';

/** Levels with sums, sums of two arms, or columns of a file: three peers, one name. */
const difference: Runner = (one, data) => {
  if (Array.isArray(one.inputs.aggregates)) return runLevels(one);
  return textOf(one.params, 'kind') === '' ? runDifference(one, data) : runTTest(one);
};

const sequential: Runner = (one, data) => {
  if (textOf(one.params, 'kind') !== '') return runSequential(one);
  const pair = pairOfColumns(one, data);
  const effect = textOf(one.params, 'difference') === 'relative' ? relativeLift(pair) : absoluteDifference(pair);
  return runSequential(one, { effect, pair, theta: null, baseline: pair.control.mean });
};

/** Every method name that a case may have. Another one fails. */
const runners: Readonly<Record<string, Runner>> = {
  t_test: difference,
  z_test: difference,
  t_test_nim: difference,
  z_test_nim: difference,
  t_test_cuped: difference,
  cuped: difference,
  ratio_delta: difference,
  ratio_cuped: difference,
  multiple_testing_z: difference,
  sequential,
  bayesian: runBayesian,
  post_stratification: runPostStratification,
  quantile: runTTest,
  quantile_event: runTTest,
  srm: runSrm,
  multiple_testing: runFamily,
  adjusted_ci: runAdjustedInterval,
  fieller_relative: runFieller,
  cluster_robust: runClusters,
  cluster_ratio_delta: runClusters,
  power: runPower,
  group_sequential: runGroupSequential,
  ols: runRegression,
  chi_square: (one) => (Array.isArray(one.inputs.aggregates) ? runLevels(one) : runProportions(one)),
  proportion_z: runProportions,
  proportion_ci: runProportions,
  power_bayesian: () => skipped('Bayesian power depends on a prior for truth as well; we plan with frequentist power'),
  mid_experiment_power: () => skipped('we show days left with an interval; the peer extrapolates a scaling factor'),
  srm_two_sample: () =>
    skipped('two arms by the exact binomial or a corrected z; ours is Pearson for any number of arms'),
  proportion_norm: () => skipped('with continuity correction of a pooled z; ours has none'),
  proportion_pearson: () => skipped('with the peer’s correction; ours is the uncorrected test'),
  'proportion_log-likelihood': () => skipped('the likelihood-ratio test is not offered'),
  proportion_fisher: () => skipped(exact),
  fisher_exact: () => skipped(exact),
  mann_whitney_u: () => skipped(ranks),
  bootstrap_quantile: () => skipped('a bootstrap needs rows; ours is the outer interval'),
};

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs every case of a folder, says what did not run and why, and counts. Returns the number of failures. */
export function checkAll(directory: string, print: (line: string) => void): number {
  const { cases, otherFiles } = readCases(directory);
  const data = new Data(directory);
  const byMethod = new Map<string, Tally>();
  for (const file of otherFiles) print(`${file}: not a list of cases (an answer of the pipeline); not read`);
  for (const one of cases) {
    const tally = byMethod.get(one.method) ?? { passed: 0, failed: 0, skipped: 0 };
    byMethod.set(one.method, tally);
    const outcome = runOne(one, data);
    if (outcome.kind === 'skipped') {
      tally.skipped += 1;
      print(`skip ${one.file} ${one.name} (${one.method}): ${outcome.because}`);
    } else if (outcome.wrong.length > 0) {
      tally.failed += 1;
      print(`FAIL ${one.file} ${one.name} (${one.method})`);
      for (const line of outcome.wrong) print(`     ${line}`);
    } else {
      tally.passed += 1;
      for (const [key, because] of Object.entries(outcome.omitted)) {
        print(`part ${one.file} ${one.name} (${one.method}): without ${key}: ${because}`);
      }
    }
  }
  print('method: passed of all');
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const [method, tally] of [...byMethod].sort(([a], [b]) => a.localeCompare(b))) {
    const all = tally.passed + tally.failed + tally.skipped;
    print(`  ${method}: ${tally.passed} of ${all} (${Math.round((100 * tally.passed) / all)} %)`);
    total.passed += tally.passed;
    total.failed += tally.failed;
    total.skipped += tally.skipped;
  }
  print(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed;
}

type Checked =
  | { kind: 'ran'; wrong: readonly string[]; omitted: Readonly<Record<string, string>> }
  | { kind: 'skipped'; because: string };

function runOne(one: Case, data: Data): Checked {
  const run = runners[one.method];
  if (!run) return { kind: 'ran', wrong: [`unknown method "${one.method}"`], omitted: {} };
  try {
    const outcome = run(one, data);
    if (outcome.kind === 'skipped') return outcome;
    const omitted = outcome.omitted ?? {};
    return { kind: 'ran', wrong: differences(one.expected, outcome.actual, one.tolerance, omitted), omitted };
  } catch (cause) {
    return { kind: 'ran', wrong: [cause instanceof Error ? cause.message : String(cause)], omitted: {} };
  }
}
