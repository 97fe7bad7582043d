export * from './wire.js';
export type {
  CompiledData,
  CompiledRuleset,
  CompiledSplit,
  LinkedFlag,
  CompileRegex,
  Evaluation,
  EvaluationCode,
  FlagValue,
  JsonValue,
  Pattern,
} from './compiled.js';
export { hasOwn, isRecord, openRuleset, parseRuleset, readRuleset } from './read.js';
export { isOfType } from './values.js';
export { compile, type CompileOptions } from './compile.js';
export { evaluate, listFlagKeys, type Subject } from './evaluate.js';
export type { AllocationCode, Trace } from './trace.js';
export { md5Hex, md5Uint32 } from './md5/md5.js';
export { fromBase64, toBase64 } from './text.js';
export { explain, type AllocationTrace, type Explanation } from './details.js';
export { detailsOf, unserved, type AllocationEvaluation, type EvaluationDetails } from './outcome.js';
export { interpret, type Interpret } from './interpret.js';
export {
  assignmentEvent,
  banditEvent,
  type AssignmentEvent,
  type BanditEvent,
  type EventContext,
  type EventMetaData,
} from './events.js';
export { parseBanditModels, type BanditModel, type BanditModelData, type BanditModels } from './bandit/model.js';
export { flatAttributes, splitAttributes, type BanditActions } from './bandit/context.js';
export type { BanditDecision } from './bandit/decide.js';
export { evaluateBandit, findBestAction, type BanditEvaluation, type BanditSubject } from './bandit/evaluate.js';
export { evaluationOf, findSplit, startSubject } from './evaluate.js';
export { decideAll, listLiveFlags, type Digest } from './decide-all.js';
export { compileAll, loadCompiled } from './edge.js';
export { obfuscate } from './obfuscate.js';
export { precompute, type PrecomputeOptions, type PrecomputeSubject } from './precomputed/precompute.js';
export {
  parsePrecomputed,
  findAssignment,
  lookUp,
  lookUpAction,
  type Precomputed,
  type PrecomputedAction,
} from './precomputed/precomputed.js';
export type { PrecomputedBandit, PrecomputedDocument, PrecomputedFlag } from './precomputed/wire.js';
export {
  openWire,
  parseConfigurationWire,
  readPart,
  readPrecomputed,
  writeConfigurationWire,
  type ConfigurationWire,
  type WiredDocument,
  type WiredPrecomputed,
} from './configuration-wire.js';
