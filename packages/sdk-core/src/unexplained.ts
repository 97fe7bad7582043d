import type { Evaluation, EvaluationDetails } from '@assay/flag-evaluation';

/** Details without a walk through allocations: only what is known from outside. */
export const unexplained = (
  flagEvaluationDescription: string,
  facts: Partial<EvaluationDetails> & Pick<EvaluationDetails, 'flagEvaluationCode'>,
): EvaluationDetails => ({
  environmentName: '',
  flagEvaluationDescription,
  variationKey: null,
  variationValue: null,
  banditKey: null,
  banditAction: null,
  configFetchedAt: '',
  configPublishedAt: '',
  matchedRule: null,
  matchedAllocation: null,
  unmatchedAllocations: [],
  unevaluatedAllocations: [],
  ...facts,
});

/** The parts of the details that follow from an evaluation alone. */
export const factsOf = ({ code, variationKey, value, allocationKey }: Evaluation) => ({
  flagEvaluationCode: code,
  variationKey,
  variationValue: value,
  matchedAllocation:
    allocationKey === null
      ? null
      : { key: allocationKey, allocationEvaluationCode: 'MATCH' as const, orderPosition: 1 },
});
