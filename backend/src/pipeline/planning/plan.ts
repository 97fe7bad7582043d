import type { ScratchTable, Statement } from '@assay/warehouse-sql';
import type { CovariateVariable } from '../summaries/shared-covariates.js';

export const stepKinds = [
  'upkeep',
  'exposures',
  'population',
  'publication',
  'property_values',
  'facts',
  'funnel',
  'subjects',
  'caps',
  'percentiles',
  'moments',
  'series',
  'resplits',
  'totals',
  'diagnostics',
  'clean_up',
] as const;
export type StepKind = (typeof stepKinds)[number];

/** What a variable of a metric is: its value, the denominator of a ratio, or the look-back twin of either. */
export type VariableRole = 'numerator' | 'denominator' | 'numerator_covariate' | 'denominator_covariate';

export interface MetricColumns {
  readonly metricId: string;
  /** In the order of the moments. */
  readonly roles: readonly VariableRole[];
  /** Steps of a funnel before its last one, whose sums follow the moments. */
  readonly steps: number;
}

/** How the rows of a step are read. */
export type Reading =
  | { readonly kind: 'moments'; readonly metrics: readonly MetricColumns[]; readonly properties: readonly string[] }
  | { readonly kind: 'series'; readonly metrics: readonly MetricColumns[] }
  | { readonly kind: 'resplits'; readonly metrics: readonly (MetricColumns & { readonly variant: string })[] }
  | {
      readonly kind: 'percentile';
      readonly metricId: string;
      readonly percentile: number;
      readonly properties: readonly string[];
    }
  | { readonly kind: 'changed_days' }
  | { readonly kind: 'publication' }
  | { readonly kind: 'totals'; readonly metricIds: readonly string[] }
  | { readonly kind: 'counts' }
  | { readonly kind: 'population'; readonly entryPoint: string | null; readonly segment: string | null }
  | { readonly kind: 'traffic' }
  | { readonly kind: 'members' }
  | { readonly kind: 'labels'; readonly properties: readonly string[] }
  | {
      readonly kind: 'caps';
      readonly variables: readonly { readonly at: number; readonly metricId: string; readonly role: VariableRole }[];
    }
  | { readonly kind: 'freshness'; readonly sourceId: string }
  | { readonly kind: 'redraws'; readonly metricIds: readonly string[]; readonly treatment: string }
  | {
      readonly kind: 'covariates';
      readonly variables: readonly CovariateVariable[];
      readonly covariates: readonly number[];
      /** Which sums of the block the columns `e0 …` are. */
      readonly from: number;
      readonly sums: number;
    }
  /** Read by whoever made the plan, from the rows themselves. */
  | { readonly kind: 'own' };

/** One statement of a plan. */
export interface Step {
  readonly id: string;
  readonly kind: StepKind;
  /** What it does, in the reader's words. */
  readonly label: string;
  readonly statement: Statement;
  /** Steps that must have succeeded. */
  readonly needs: readonly string[];
  /** Steps that must have ended, however. Absent: none. */
  readonly after?: readonly string[];
  /** Metrics that have no result when it fails; all of them for the first steps. */
  readonly metricIds: readonly string[];
  /** null = returns no rows. */
  readonly reading: Reading | null;
}

/** A metric that cannot be computed as it is defined. */
export interface MetricProblem {
  readonly metricId: string;
  readonly message: string;
}

/** How often a refresh reads what: a source is scanned once, staged and subject tables as often as it pays. */
export interface ScanCount {
  readonly assignmentSource: number;
  readonly entryPoints: number;
  readonly propertySources: number;
  /** Of other experiments that it is tested against. */
  readonly otherExperiments: number;
  readonly factSources: number;
  readonly scratchReads: number;
}

export interface Plan {
  readonly runId: string;
  /** The instant that results stand for, ISO 8601 in UTC: facts and exposures before it. */
  readonly asOf: string;
  readonly steps: readonly Step[];
  /** Every scratch table that the steps create, for clean-up. */
  readonly manifest: readonly ScratchTable[];
  readonly problems: readonly MetricProblem[];
  readonly scans: ScanCount;
}
