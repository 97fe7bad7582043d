import type { Evaluation, EvaluationCode, FlagValue } from './compiled.js';
import type { AllocationCode } from './trace.js';
import type { Rule, VariationType } from './wire.js';

export interface AllocationEvaluation {
  readonly key: string;
  readonly allocationEvaluationCode: AllocationCode;
  /** 1-based place in the waterfall; 0 where it is not known. */
  readonly orderPosition: number;
}

/** Why a flag was decided as it was, in the shape that users of UFC clients know. */
export interface EvaluationDetails {
  environmentName: string;
  flagEvaluationCode: EvaluationCode;
  /** For people; the wording may change. */
  flagEvaluationDescription: string;
  variationKey: string | null;
  /** As configured, even where the default was served because it has the wrong type; JSON is parsed. */
  variationValue: FlagValue;
  banditKey: string | null;
  banditAction: string | null;
  configFetchedAt: string;
  configPublishedAt: string;
  matchedRule: Rule | null;
  matchedAllocation: AllocationEvaluation | null;
  unmatchedAllocations: AllocationEvaluation[];
  unevaluatedAllocations: AllocationEvaluation[];
}

/** The details that follow from an evaluation alone, and `facts` where more is known. */
export const detailsOf = (
  { flagKey, code, variationKey, value, allocationKey: key }: Evaluation,
  facts?: Partial<EvaluationDetails>,
): EvaluationDetails => ({
  environmentName: '',
  flagEvaluationCode: code,
  flagEvaluationDescription: `Flag "${flagKey}": ${code}${key === null ? '' : ` by "${key}"`}.`,
  variationKey,
  variationValue: value,
  banditKey: null,
  banditAction: null,
  configFetchedAt: '',
  configPublishedAt: '',
  matchedRule: null,
  matchedAllocation: key === null ? null : { key, allocationEvaluationCode: 'MATCH', orderPosition: 0 },
  unmatchedAllocations: [],
  unevaluatedAllocations: [],
  ...facts,
});

/** The evaluation of a flag that serves nothing; of the flag, as it was published, only its own facts are looked at. */
export const unserved = (
  flagKey: string,
  code: EvaluationCode,
  flag: { readonly variationType?: unknown; readonly entityId?: unknown } | null = null,
): Evaluation => ({
  flagKey,
  code,
  value: null,
  variationKey: null,
  allocationKey: null,
  doLog: false,
  extraLogging: {},
  entityId: typeof flag?.entityId === 'number' ? flag.entityId : null,
  type: flag && (flag.variationType as VariationType),
});
