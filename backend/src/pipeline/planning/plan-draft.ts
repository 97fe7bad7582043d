import type { CountedBy, Dialect, Periods, ScratchTable, Statement } from '@assay/warehouse-sql';
import type { AnalysisRequest } from './analysis-request.js';
import type { Reading, StepKind } from './plan.js';

export interface PlanOptions {
  /** Names the scratch tables; letters and digits. */
  readonly runId: string;
  /** Facts and exposures before it, ISO 8601 in UTC. */
  readonly asOf: string;
  /** Whether results by day are wanted; facts are then staged once. */
  readonly withSeries: boolean;
  /** Compare with what was published last before anything leaves; absent or null = everything may. */
  readonly publication?: PublicationTables | null;
}

/** Kept tables with a digest of each subject's rows. */
export interface PublicationTables {
  /** Is made of the rows that this analysis reads. */
  readonly now: ScratchTable;
  /** Was made of the rows that the last published results follow from; null = nothing was published. */
  readonly before: ScratchTable | null;
}

/** What exposures carry: a column of the assignment source, a period, a column of a property source, or a variation. */
export type Carried = string | Periods | Joined;

/** What is joined to the assigned: a column of a property source, or the variation of another experiment. */
export type Joined = { readonly sourceId: string; readonly column: string } | { readonly experimentId: string };

/** What the parts of a plan share while it is made. */
export interface Draft {
  readonly d: Dialect;
  readonly request: AnalysisRequest;
  readonly options: PlanOptions;
  readonly variations: readonly string[];
  /** What results are split by, in order: p0, p1, … Properties of subjects, or epochs of the weights. */
  readonly properties: readonly { readonly name: string; readonly column: Carried }[];
  readonly tables: {
    readonly exposures: ScratchTable;
    /** Members of the exposed clusters, which facts are about; null = facts are about the exposed themselves. */
    readonly members: ScratchTable | null;
    readonly propertyValues: ScratchTable | null;
  };
  /** Whom custody counts; null = the subjects themselves. */
  readonly countedBy: CountedBy;
  /** Those by which a fact source finds its subjects. */
  readonly secondaryIds: readonly PlannedSecondaryId[];
  /** Reserve a scratch table; it joins the manifest. */
  readonly table: (suffix: string) => ScratchTable;
  readonly add: (step: NewStep) => string;
}

/** A secondary id of the assignment source, and the table of the subjects that its values belong to. */
export interface PlannedSecondaryId {
  readonly entityId: string;
  readonly column: string;
  readonly table: ScratchTable;
  /** The step that makes the table. */
  readonly step: string;
}

/** Whom the facts are about, and the step that makes their table. */
export const unitsOf = ({ tables }: Draft): { readonly table: ScratchTable; readonly step: string } =>
  tables.members ? { table: tables.members, step: 'members' } : { table: tables.exposures, step: 'exposures' };

export interface NewStep {
  readonly id: string;
  readonly kind: StepKind;
  readonly label: string;
  readonly statement: Statement;
  readonly needs?: readonly string[];
  readonly after?: readonly string[];
  readonly metricIds?: readonly string[];
  readonly reading?: Reading;
}

/** The earlier of two instants in UTC; null = no bound. */
export const earlier = (a: string | null, b: string): string => (a !== null && Date.parse(a) < Date.parse(b) ? a : b);

/** The instant before which facts count: the design's own end, else the end of assignments, else the as-of. */
export const factsUntil = (request: AnalysisRequest, asOf: string): string =>
  earlier(request.design.eventsUntil ?? request.design.assignmentUntil, asOf);
