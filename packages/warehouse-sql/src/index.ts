export {
  alias,
  allOf,
  customerSql,
  list,
  name,
  path,
  render,
  sql,
  type Spelling,
  type Sql,
  type Value,
} from './fragment.js';
export {
  StatementTooLong,
  type ResultColumn,
  type ScratchTable,
  type Statement,
  type StatementKind,
  type Writes,
} from './statement.js';
export { dialectKinds, type Dialect, type DialectKind, type Limits } from './dialects/dialect.js';
export { dialects } from './dialects/registry.js';
export { dropTable, preview, runTable, scratchProbe, selectOne, tablePath } from './queries/probes.js';
export {
  dayMicros,
  isBinary,
  laterCutoff,
  lookbackMeasure,
  measureKey,
  memberMeasure,
  outcomeMeasure,
  percentileMeasure,
  stepLimit,
  stepLookback,
  stepMeasure,
  UnknownColumn,
  type AgeRange,
  type Cutoff,
  type Measure,
  type MeasureFilter,
  type Reduction,
  type SourceOfFacts,
  type StepLimit,
} from './measures.js';
export { exposures, otherVariation, type ExposureQuery, type Periods } from './queries/exposures.js';
export {
  clusters,
  countsOfMembers,
  members,
  type ClusterQuery,
  type MemberCountQuery,
  type MemberQuery,
} from './queries/clusters.js';
export { slots, type SlotQuery } from './queries/slots.js';
export type { CountedBy } from './queries/counted-by.js';
export { secondaryIds, stageAssignments, type SecondaryIdQuery } from './queries/secondary-ids.js';
export { totals, type TotalsQuery } from './queries/totals.js';
export {
  describedExposures,
  entityProperties,
  otherVariations,
  type DescribedBy,
  type DescribedQuery,
  type EntityPropertyQuery,
} from './queries/entity-properties.js';
export {
  entries,
  population,
  populationSizes,
  type EntryQuery,
  type PopulationQuery,
  type PropertyCondition,
} from './queries/population.js';
export { stageFacts, subjectFacts, type FactScan, type StagedFacts } from './queries/facts.js';
export { noValue, otherValue, propertyValues, type PropertyValueQuery } from './queries/property-values.js';
export { subjects, type InlineFacts, type SubjectQuery, type SubjectValue } from './queries/subjects.js';
export { capReport, caps, hasCap, pivots, type CapQuery, type Variable } from './queries/caps.js';
export { redrawNames, redraws, type RedrawnMetric, type RedrawQuery } from './queries/redraws.js';
export { covariateSums, type CovariateQuery, type CovariateSum, type CovariateTable } from './queries/covariates.js';
export { momentColumns, momentNames, moments, type MetricBlock, type MomentQuery } from './queries/moments.js';
export { countsByDay, countsByLabel, countsByVariation, latestFacts, type CountQuery } from './queries/diagnostics.js';
export { funnels, type FunnelQuery, type StepFacts } from './queries/funnel.js';
export {
  percentileMarks,
  percentileNames,
  percentiles,
  points,
  type MarkQuery,
  type PercentileQuery,
  type PointQuery,
} from './queries/percentile.js';
export { resplitContributors, resplitCount, resplits, type ResplitQuery } from './queries/resplits.js';
export {
  changedDays,
  createKept,
  fillKept,
  type KeptDays,
  type KeptRows,
  keptSelect,
  purgeKept,
  trancheColumn,
} from './queries/kept.js';
export {
  publication,
  type PublicationQuery,
  publishedFacts,
  type PublishedFacts,
  publishedMembers,
  type PublishedMembers,
  publishedRows,
  type PublishedQuery,
} from './queries/published.js';
export {
  addResults,
  createResults,
  removeResults,
  resultsRowsPerStatement,
  resultsTables,
  type ResultsRow,
  type ResultsTable,
} from './queries/results-tables.js';
export { addToLedger, createLedger, ledgerColumns, type LedgerEntry } from './queries/ledger.js';
export { series } from './queries/series.js';
export type { SeriesQuery, SeriesSource, SeriesVariable } from './queries/series-query.js';
export { decisions, everyDecision, type DecisionQuery, type Evaluated } from './queries/bandit/decisions.js';
export {
  categories,
  rewards,
  trainingRows,
  type CategoryQuery,
  type RewardQuery,
  type TrainingRowQuery,
} from './queries/bandit/sample.js';
export {
  actionSums,
  labelSums,
  pairCounts,
  pairsOf,
  type NormalEquationQuery,
} from './queries/bandit/normal-equations.js';
