import { z } from 'zod';
import type { MeasuredMoments, StepFindings } from '../../backend/src/pipeline/summaries/summary.js';
import type { VariableRole } from '../../backend/src/pipeline/planning/plan.js';
import { metricIdOf, type CertifiedDefinitions } from './pipeline-definitions.js';

const row = z.object({ metric: z.string(), variant: z.string() }).catchall(z.union([z.string(), z.number()]));

export const expectedAnswers = z.object({
  units_per_variant: z.record(z.string(), z.number()).default({}),
  mixed_units_dropped: z.array(z.string()).optional(),
  exposure_rows_in_window: z.number().optional(),
  caps: z.record(z.string(), z.number()).default({}),
  rows: z.array(row),
});
export type ExpectedAnswers = z.infer<typeof expectedAnswers>;

/** What the pipeline found, and two things that stay in the warehouse: exact caps and mixed subjects. */
export interface Answers extends StepFindings {
  readonly caps: readonly number[];
  readonly mixedSubjects: readonly string[];
}

export interface Check {
  readonly what: string;
  /** null = agrees. */
  readonly problem: string | null;
}

const tolerance = 1e-9; // the same sums in another order of addition

export const checkAnswers = (d: CertifiedDefinitions, expected: ExpectedAnswers, answers: Answers): Check[] => [
  ...checkCounts(expected, answers),
  ...Object.entries(expected.caps).map(([name, cap]) => ({
    what: `cap ${name}`,
    problem: answers.caps.some((ours) => isClose(ours, cap)) ? null : `expected ${cap}, got ${answers.caps.join(', ')}`,
  })),
  ...expected.rows.flatMap((one) => checkRow(d, one, answers)),
];

const checkCounts = (expected: ExpectedAnswers, answers: Answers): Check[] => {
  const counts = answers.diagnostics.flatMap((one) => (one.kind === 'counts' ? one.variations : []));
  const checks = Object.entries(expected.units_per_variant).map(([variation, n]) =>
    same(`subjects of ${variation}`, n, counts.find((c) => c.variation === variation)?.subjects ?? null),
  );
  if (expected.mixed_units_dropped) {
    const [theirs, ours] = [[...expected.mixed_units_dropped].sort(), [...answers.mixedSubjects].sort()];
    checks.push({ what: 'mixed subjects', problem: theirs.join() === ours.join() ? null : `got ${ours.join(', ')}` });
    checks.push(
      same(
        'number of mixed subjects',
        theirs.length,
        counts.reduce((sum, c) => sum + (c.mixed ?? 0), 0),
      ),
    );
  }
  if (expected.exposure_rows_in_window !== undefined) {
    const rows = counts.reduce((sum, c) => sum + (c.assignments ?? 0), 0);
    checks.push(same('assignment rows', expected.exposure_rows_in_window, rows));
  }
  return checks;
};

const checkRow = (d: CertifiedDefinitions, expected: ExpectedAnswers['rows'][number], answers: Answers): Check[] => {
  const { metric, variant, ...fields } = expected;
  const dimension = Object.keys(fields).find((field) => d.split_by.includes(field)) ?? null;
  const label = dimension === null ? null : String(fields[dimension]);
  const what = [metric, variant, ...(label === null ? [] : [label])].join(' / ');
  const found = answers.moments.find(
    (m) =>
      m.metricId === metricIdOf(d, metric) && m.variation === variant && m.property === dimension && m.label === label,
  );
  const numbers = Object.entries(fields).filter(([field]) => field !== dimension);
  return numbers.map(([field, value]) => {
    if (found?.moments.outcome !== 'measured') return { what: `${what} ${field}`, problem: `no such result` };
    return same(`${what} ${field}`, Number(value), figureOf(field, found.moments));
  });
};

/** The roles whose sum, or sum of products, a field of the expectation holds. */
const fieldRoles: Readonly<Record<string, readonly VariableRole[]>> = {
  sum: ['numerator'],
  sum_squares: ['numerator', 'numerator'],
  den_sum: ['denominator'],
  den_sum_squares: ['denominator', 'denominator'],
  num_den_sum_product: ['numerator', 'denominator'],
  pre_sum: ['numerator_covariate'],
  pre_sum_squares: ['numerator_covariate', 'numerator_covariate'],
  post_pre_sum_product: ['numerator', 'numerator_covariate'],
  pre_den_sum: ['denominator_covariate'],
  pre_den_sum_squares: ['denominator_covariate', 'denominator_covariate'],
  den_pre_den_sum_product: ['denominator', 'denominator_covariate'],
  pre_num_pre_den_sum_product: ['numerator_covariate', 'denominator_covariate'],
  num_pre_den_sum_product: ['numerator', 'denominator_covariate'],
  pre_num_den_sum_product: ['numerator_covariate', 'denominator'],
};

const figureOf = (field: string, moments: MeasuredMoments): number | null => {
  if (field === 'n') return moments.n;
  const places = (fieldRoles[field] ?? []).map((role) => moments.roles.indexOf(role));
  if (places.length === 0 || places.some((place) => place < 0)) return null;
  const [a, b] = [Math.max(...places), Math.min(...places)];
  if (places.length === 1) return moments.sums[a] ?? null;
  const centred = moments.products[(a * (a + 1)) / 2 + b] ?? Number.NaN;
  return centred + moments.n * (moments.means[a] ?? Number.NaN) * (moments.means[b] ?? Number.NaN);
};

const isClose = (ours: number, theirs: number): boolean =>
  Math.abs(ours - theirs) <= tolerance * Math.max(1, Math.abs(theirs));

const same = (what: string, theirs: number, ours: number | null): Check => ({
  what,
  problem: ours !== null && isClose(ours, theirs) ? null : `expected ${theirs}, got ${ours}`,
});
