import type {
  Aggregation,
  AssignmentSource,
  EntryPoint,
  ExperimentDesign,
  FactSource,
  Metric,
  PropertySource,
  Segment,
} from '@assay/definitions';
import type { DialectKind } from '@assay/warehouse-sql';
import type { MetricVariant } from '../baselines/variants.js';

export interface WithId {
  readonly id: string;
}

/** Where a plan runs and what may leave. */
export interface PlanConnection {
  readonly id: string;
  readonly dialect: DialectKind;
  /** Levels of the scratch schema, outermost first: `['analytics', 'assay_scratch']`. */
  readonly scratchSchema: readonly string[];
  /** Subjects that must contribute to a number before it leaves the warehouse; 1 = all numbers leave. */
  readonly minimumContributors: number;
}

/** Another experiment, of which the variations of this one's subjects are asked. */
export interface OtherExperiment {
  readonly experimentId: string;
  readonly name: string;
  readonly design: ExperimentDesign;
  readonly assignmentSource: AssignmentSource & WithId;
}

/** All that an analysis needs to know; gathered by lookups, so that planning is a pure function. */
export interface AnalysisRequest {
  /** Null for a baseline, which is of everyone in the assignment source. */
  readonly experimentId: string | null;
  readonly design: ExperimentDesign;
  readonly assignmentSource: AssignmentSource & WithId;
  /** Who of the assigned is analysed, and from when; absent or null = everyone, from assignment on. */
  readonly entryPoint?: (EntryPoint & WithId) | null;
  readonly segment?: (Segment & WithId) | null;
  /** Of the entity that is assigned; absent = there are none. */
  readonly propertySources?: readonly (PropertySource & WithId)[];
  /** Experiments on the same entity that it is tested against; absent = none. */
  readonly others?: readonly OtherExperiment[];
  readonly factSources: readonly (FactSource & WithId)[];
  readonly metrics: readonly (Metric & WithId)[];
  readonly connection: PlanConnection;
  /** Of an A/A check: what is judged in random halves of the subjects; absent or empty = nothing. */
  readonly variants?: readonly MetricVariant[];
  /** Covariates that differ from the metric's own look-back twin. */
  readonly covariates?: readonly { readonly metricId: string; readonly numerator: Aggregation }[];
}
