import type { ArmView, EstimateView, MetricResult, ResultsView } from '@assay/api-contract';

export type Estimate = Extract<EstimateView, { kind: 'estimate' }>;
export type Tone = 'good' | 'bad' | 'warn' | 'null';

/** One line of the results table: one metric, one treatment, in one cell. */
export interface ResultRow {
  readonly key: string;
  readonly title: string;
  readonly note: string;
  readonly metric: MetricResult;
  readonly control: ArmView | null;
  readonly treatment: ArmView;
  /** Of a funnel's step: the share of those who reached the step before, of control and of the treatment. */
  readonly ofStepBefore?: { readonly control: number | null; readonly treatment: number | null };
}

export interface RowGroup {
  readonly title: string;
  readonly rows: readonly ResultRow[];
}

const roleTitles = {
  primary: 'Primary',
  secondary: 'Secondary',
  guardrail: 'Guardrails',
  monitoring: 'Monitoring',
} as const;

const noteOf = (metric: MetricResult): string =>
  metric.description || (metric.desiredChange === 'decrease' ? 'lower is better' : '');

const rowsOf = (
  metric: MetricResult,
  control: string,
  label: { title: string; note: string; key: string },
  step?: Step,
): ResultRow[] => {
  const before = (variation: string): number | null =>
    step?.arms.find((arm) => arm.variation === variation)?.ofStepBefore ?? null;
  return metric.arms
    .filter((arm) => arm.variation !== control)
    .map((treatment) => ({
      ...label,
      key: `${label.key}~${treatment.variation}`,
      metric,
      control: metric.arms.find((arm) => arm.variation === control) ?? null,
      treatment,
      ...(step ? { ofStepBefore: { control: before(control), treatment: before(treatment.variation) } } : {}),
    }));
};

type Step = MetricResult['steps'][number];

/** The rows of a funnel: every step in order; the last one is the metric itself. */
const funnelRows = (metric: MetricResult, control: string, note: string): ResultRow[] => {
  const last = metric.steps.length - 1;
  return metric.steps.flatMap((step, at) =>
    at === last
      ? rowsOf(metric, control, { key: metric.metricId, title: metric.name, note }, step)
      : rowsOf(
          { ...metric, guardrailCutoff: null, arms: step.arms },
          control,
          { key: `${metric.metricId}~step${at + 1}`, title: step.name, note: `step ${at + 1} of ${metric.name}` },
          at === 0 ? undefined : step,
        ),
  );
};

/** Metrics by role, or, when the results are split, the cells of each metric under its name. */
export function groupsOf(results: ResultsView): RowGroup[] {
  if (results.cells.length > 0) {
    return results.metrics.map((metric) => ({
      title: metric.name,
      rows: [
        ...rowsOf(metric, results.control, { key: metric.metricId, title: 'All subjects', note: '' }),
        ...results.cells.flatMap((cell) =>
          cell.metrics
            .filter((own) => own.metricId === metric.metricId)
            .flatMap((own) =>
              rowsOf(own, results.control, {
                key: `${metric.metricId}~${cell.value}`,
                title: cell.value,
                note: cell.property,
              }),
            ),
        ),
      ],
    }));
  }
  return (['primary', 'secondary', 'guardrail', 'monitoring'] as const)
    .map((role) => ({
      title: roleTitles[role],
      rows: results.metrics
        .filter((metric) => metric.role === role)
        .flatMap((metric) =>
          metric.steps.length > 0
            ? funnelRows(metric, results.control, noteOf(metric))
            : rowsOf(metric, results.control, { key: metric.metricId, title: metric.name, note: noteOf(metric) }),
        ),
    }))
    .filter((group) => group.rows.length > 0);
}

/** Colour of an estimate: by evidence and the metric's direction; a guardrail that may be breached warns. */
export function toneOf(estimate: Estimate): Tone {
  if (estimate.guardrail === 'breached' || estimate.evidence === 'worse') return 'bad';
  if (estimate.evidence === 'better') return 'good';
  return estimate.guardrail === 'may_exceed' ? 'warn' : 'null';
}

const glyphs = { better: '▲', worse: '▼', undecided: '●' } as const;
/** The same statement for those who do not see the colour. */
export const glyphOf = (estimate: Estimate): string => glyphs[estimate.evidence];

const words = { better: 'better', worse: 'worse', undecided: 'not decided' } as const;
export const wordOf = (estimate: Estimate): string => words[estimate.evidence];

const reasons = {
  not_enough_data: 'not enough data',
  undefined_lift: 'no baseline yet',
  suppressed: 'withheld: too few subjects',
  percentile_on_atom: 'too many equal values',
  no_data: 'no data',
  statement_failed: 'query failed',
  not_computed_yet: 'not computed yet',
  weights_changed: 'weights changed',
} as const;
export const reasonOf = (none: Extract<EstimateView, { kind: 'none' }>): string => reasons[none.reason];
