export type { AnalysisRequest, PlanConnection } from './planning/analysis-request.js';
export { execute, type ExecuteOptions, type RunEnd, type RunJournal, type StepEnd } from './execution/execute.js';
export { MemoryJournal } from './execution/memory-journal.js';
export { whyNoTotal } from './planning/plan-totals.js';
export type { Plan, Step } from './planning/plan.js';
export { planAnalysis } from './planning/planner.js';
export type { PlanOptions } from './planning/plan-draft.js';
export {
  diagnostic,
  exposureEpoch,
  isOwnSplit,
  variationOf,
  moments,
  type DaySummary,
  type Diagnostic,
  type MeasuredMoments,
  type Moments,
  type MomentsSummary,
  type ResplitSummary,
  unpacked,
} from './summaries/summary.js';
export { covariateItems, type CovariatesDiagnostic } from './summaries/shared-covariates.js';
export { AnalysisLookup, type AnalysisSubject } from './planning/analysis-lookup.js';
export { type Run, type RunOrigin, scratchNameOf } from './runs/run.js';
export type { RunStatement } from './runs/run-statement.js';
export { type ExperimentSummaries, RunsService, trainingJob } from './runs/runs.service.js';
export { type PlannedEnd, PlannedRuns } from './runs/planned-runs.service.js';
export { asDefined } from './baselines/variants.js';
export { type Baseline, everyone } from './baselines/baseline.js';
export { BaselineStore } from './baselines/baseline.store.js';
export { PipelineModule } from './pipeline.module.js';
export { endedJob, handOnJob, refreshedJob } from './runs/run-worker.service.js';
export type { ResultRow } from './execution/result-rows.js';
