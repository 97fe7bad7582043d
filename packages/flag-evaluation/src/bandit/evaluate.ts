import type { CompiledRuleset, Evaluation, EvaluationCode } from '../compiled.js';
import { evaluate, type Subject } from '../evaluate.js';
import type { Attributes, ContextAttributes } from '../wire.js';
import { flatAttributes, listActions, splitAttributes, type BanditActions } from './context.js';
import { bestAction, decideBandit, findBandit, firstBandit, type BanditDecision } from './decide.js';
import { findModel, type BanditModels } from './model.js';

/** A subject whose attributes may come split into numeric and categorical ones. */
export interface BanditSubject extends Omit<Subject, 'attributes'> {
  readonly attributes: Attributes | ContextAttributes;
}

export interface BanditEvaluation {
  /** MATCH, or why the flag served its default; NO_ACTIONS_SUPPLIED_FOR_BANDIT or BANDIT_ERROR when only the action is missing. */
  readonly code: EvaluationCode;
  readonly variation: string;
  readonly action: string | null;
  /** The bandit in charge of the variation, even if it had nothing to choose from. */
  readonly banditKey: string | null;
  /** The flag's own assignment, to be logged as any other. */
  readonly evaluation: Evaluation;
  /** What the bandit event tells; null when there is no action. */
  readonly decision: BanditDecision | null;
  readonly subject: ContextAttributes;
}

/**
 * Decides a STRING flag and, when a bandit is in charge of the variation served, one of the actions. Never throws.
 * @param decided the flag's evaluation, when the caller has it already (with a trace, say).
 */
export function evaluateBandit(
  ruleset: CompiledRuleset,
  models: BanditModels | null,
  request: {
    readonly flagKey: string;
    readonly subject: BanditSubject;
    readonly actions: BanditActions;
    readonly defaultVariation: string;
    readonly evaluation?: Evaluation;
  },
): BanditEvaluation {
  const { flagKey, defaultVariation } = request;
  const attributes = flatAttributes(request.subject.attributes);
  const evaluation = request.evaluation ?? evaluate(ruleset, flagKey, 'STRING', { ...request.subject, attributes });
  const variation = evaluation.code === 'MATCH' ? String(evaluation.value) : defaultVariation;
  const subject = splitAttributes(request.subject.attributes);
  const banditKey = findBandit(ruleset, flagKey, variation);
  const model = banditKey === null ? null : findModel(models, banditKey);
  const outcome = { variation, banditKey: model === null ? null : banditKey, evaluation, subject };
  const without = (code: EvaluationCode): BanditEvaluation => ({ ...outcome, code, action: null, decision: null });
  if (model === null) return without(evaluation.code);
  try {
    const actions = listActions(request.actions);
    const decision = decideBandit(model, { flagKey, subjectKey: request.subject.key, subject, actions });
    if (decision === null) return without('NO_ACTIONS_SUPPLIED_FOR_BANDIT');
    return { ...outcome, code: evaluation.code, action: decision.action, decision };
  } catch {
    return without('BANDIT_ERROR');
  }
}

/** The best-scoring action of the flag's first bandit: nothing is assigned, nothing is to be logged. Null without one. */
export function findBestAction(
  ruleset: CompiledRuleset,
  models: BanditModels | null,
  request: {
    readonly flagKey: string;
    readonly attributes: Attributes | ContextAttributes;
    readonly actions: BanditActions;
  },
): string | null {
  const banditKey = firstBandit(ruleset, request.flagKey);
  const model = banditKey === null ? null : findModel(models, banditKey);
  if (model === null) return null;
  return bestAction(model, { subject: splitAttributes(request.attributes), actions: listActions(request.actions) });
}
