export * from './wire.js';
export type {
  CompiledData,
  CompiledRuleset,
  CompileRegex,
  Evaluation,
  EvaluationCode,
  FlagValue,
  JsonValue,
  Pattern,
} from './compiled.js';
export { parseRuleset, readRuleset } from './read.js';
export { compile, type CompileOptions } from './compile.js';
export { evaluate, listFlagKeys, type Subject } from './evaluate.js';
export type { AllocationCode, Trace } from './trace.js';
export { md5Hex, md5Uint32 } from './md5/md5.js';
export { fromBase64, toBase64 } from './text.js';
