import {
  banditEvent,
  evaluateBandit,
  findBestAction,
  flatAttributes,
  type Attributes,
  type BanditActions,
  type BanditEvent,
  type ContextAttributes,
  type EvaluationDetails,
} from '@assay/flag-evaluation';
import { compiledOf } from './engine.js';
import { decide, eventContext, served, type GetterContext } from './getters.js';
import type { ModelHolder } from './models.js';
import { guarded } from './report.js';
import type { EventSink } from './sink.js';

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

/** What the getters of a client with bandits share. */
export interface BanditContext extends GetterContext {
  readonly actions: EventSink<BanditEvent>;
  readonly models: ModelHolder;
}

export const createBanditGetters = (context: BanditContext): BanditGetters => {
  const { platform, holder, reporter, actions: sink } = context;

  const getBanditActionDetails: BanditGetters['getBanditActionDetails'] = (
    flagKey,
    subjectKey,
    attributes,
    actions,
    fallback,
  ) => {
    const now = platform.now();
    const flat = flatAttributes(attributes);
    const { evaluation, details } = decide(context, 'STRING', flagKey, subjectKey, flat, now);
    if (!holder.answers) {
      return { variation: String(served(evaluation, fallback)), action: null, evaluationDetails: details };
    }
    const { banditKey, action, variation, code, decision, subject } = evaluateBandit(
      compiledOf(holder.answers),
      context.models.models,
      {
        flagKey,
        subject: { key: subjectKey, attributes, now },
        actions,
        defaultVariation: fallback,
        evaluation,
      },
    );
    const evaluationDetails = { ...details, banditKey, banditAction: action, flagEvaluationCode: code };
    if (decision) {
      sink.send(flagKey, subjectKey, decision.banditKey, decision.action, () =>
        banditEvent(decision, flagKey, subject, eventContext(context, subjectKey, flat, now, evaluationDetails)),
      );
    }
    return { variation, action, evaluationDetails };
  };

  return {
    getBanditActionDetails,
    getBanditAction(flagKey, subjectKey, attributes, actions, fallback) {
      const { variation, action } = getBanditActionDetails(flagKey, subjectKey, attributes, actions, fallback);
      return { variation, action };
    },
    getBestAction(flagKey, attributes, actions, fallback) {
      const { answers } = holder;
      const { models } = context.models;
      const best = (): string | null =>
        answers && findBestAction(compiledOf(answers), models, { flagKey, attributes, actions });
      return guarded(reporter, 'choosing the best action', null, best) ?? fallback;
    },
  };
};
