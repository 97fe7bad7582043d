import {
  banditEvent,
  evaluateBandit,
  findBestAction,
  flatAttributes,
  type Attributes,
  type BanditActions,
  type BanditEvaluation,
  type ContextAttributes,
  type Evaluation,
  type EvaluationDetails,
} from '@assay/flag-evaluation';
import { detail, eventContext, logAssignment, type GetterContext } from './getters.js';
import { isOverridden, overriddenDetails, overriddenEvaluation } from './overrides.js';

/** The variation of a flag and, where a bandit is in charge of it, the action chosen. */
export interface BanditAction {
  readonly variation: string;
  readonly action: string | null;
}

/** Why a variation and an action were served. */
export interface DetailedBanditAction extends BanditAction {
  readonly evaluationDetails: EvaluationDetails;
}

type Subject = Attributes | ContextAttributes;

export interface BanditGetters {
  /** Assigns a variation and lets the bandit in charge choose an action; both are logged. */
  getBanditAction(
    flagKey: string,
    subjectKey: string,
    attributes: Subject,
    actions: BanditActions,
    fallback: string,
  ): BanditAction;
  getBanditActionDetails(
    flagKey: string,
    subjectKey: string,
    attributes: Subject,
    actions: BanditActions,
    fallback: string,
  ): DetailedBanditAction;
  /** The action that scores highest, without assignment or event. */
  getBestAction(flagKey: string, attributes: Subject, actions: BanditActions, fallback: string): string;
}

export const createBanditGetters = (context: GetterContext): BanditGetters => {
  const { platform, holder, reporter, actions: sink } = context;

  const log = (
    { decision, subject }: BanditEvaluation,
    flagKey: string,
    subjectKey: string,
    flat: Attributes,
    now: number,
    details: EvaluationDetails,
  ): void => {
    try {
      if (!decision || !sink.isNew(flagKey, subjectKey, decision.banditKey, decision.action)) return;
      const facts = eventContext(context, subjectKey, flat, now, details);
      sink.send(
        flagKey,
        subjectKey,
        decision.banditKey,
        decision.action,
        banditEvent(decision, flagKey, subject, facts),
      );
    } catch (cause) {
      reporter.failed('onBanditAction callback', cause);
    }
  };

  const getBanditActionDetails: BanditGetters['getBanditActionDetails'] = (
    flagKey,
    subjectKey,
    attributes,
    actions,
    fallback,
  ) => {
    const overrides = context.overrides();
    const now = platform.now();
    const flat = flatAttributes(attributes);
    let { evaluation, details } = detail(context, 'STRING', flagKey, subjectKey, flat, now) as {
      evaluation: Evaluation | null;
      details: EvaluationDetails;
    };
    if (overrides && isOverridden(overrides, flagKey)) {
      evaluation = overriddenEvaluation(overrides, flagKey, 'STRING');
      details = overriddenDetails(evaluation, details);
    } else if (evaluation) logAssignment(context, evaluation, subjectKey, flat, now, details);
    if (!evaluation || !holder.ruleset) {
      const variation = evaluation?.code === 'MATCH' ? String(evaluation.value) : fallback;
      return { variation, action: null, evaluationDetails: details };
    }
    const chosen = evaluateBandit(holder.ruleset, holder.models, {
      flagKey,
      subject: { key: subjectKey, attributes, now },
      actions,
      defaultVariation: fallback,
      evaluation,
    });
    const { banditKey, action, variation, code } = chosen;
    const evaluationDetails = { ...details, banditKey, banditAction: action, flagEvaluationCode: code };
    log(chosen, flagKey, subjectKey, flat, now, evaluationDetails);
    return { variation, action, evaluationDetails };
  };

  return {
    getBanditActionDetails,
    getBanditAction(flagKey, subjectKey, attributes, actions, fallback) {
      const { variation, action } = getBanditActionDetails(flagKey, subjectKey, attributes, actions, fallback);
      return { variation, action };
    },
    getBestAction(flagKey, attributes, actions, fallback) {
      const { ruleset, models } = holder;
      try {
        return (ruleset && findBestAction(ruleset, models, { flagKey, attributes, actions })) ?? fallback;
      } catch (cause) {
        reporter.failed('choosing the best action', cause);
        return fallback;
      }
    },
  };
};
