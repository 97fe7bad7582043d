import type { Cutoff, Measure } from '../measures.js';
import type { ScratchTable } from '../statement.js';
import type { Variable } from './caps.js';
import type { CountedBy } from './counted-by.js';
import type { MetricBlock } from './moments.js';

/** Where the daily values of a variable come from. */
export interface SeriesVariable extends Variable {
  /** Index into the sources. */
  readonly source: number;
  /** Index into that source's measures. */
  readonly measure: number;
  readonly cutoff: Cutoff | null;
  /** A step of a funnel: the funnel's table, with the days of its steps, is read instead of a source. */
  readonly step?: { readonly table: ScratchTable; readonly at: number };
  /** 1 for every subject of the population, whatever its facts. */
  readonly isMember?: boolean;
}

export interface SeriesSource {
  /** Staged facts, with calendar age. */
  readonly events: ScratchTable;
  /** The measures that they were staged for, in that order. */
  readonly measures: readonly Measure[];
}

export interface SeriesQuery {
  readonly subjects: ScratchTable;
  /** Of members of clusters the moments are of the sums over each cluster; absent = custody counts the subjects. */
  readonly countedBy?: CountedBy;
  readonly sources: readonly SeriesSource[];
  readonly caps: ScratchTable | null;
  readonly pivots: ScratchTable;
  readonly variables: readonly SeriesVariable[];
  readonly metrics: readonly MetricBlock[];
  readonly variations: readonly string[];
  readonly minimumContributors: number;
  readonly untilMicros: number;
}
