export type { AnalysisRequest, PlanConnection } from './analysis-request.js';
export { execute, type ExecuteOptions, type RunEnd, type RunJournal, type StepEnd } from './execute.js';
export { MemoryJournal } from './memory-journal.js';
export type { Plan, Step } from './plan.js';
export { planAnalysis } from './planner.js';
export type { PlanOptions } from './plan-draft.js';
export {
  diagnostic,
  moments,
  type DaySummary,
  type Diagnostic,
  type MeasuredMoments,
  type Moments,
  type MomentsSummary,
} from './summary.js';
