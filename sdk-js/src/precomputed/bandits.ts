import { banditEvent, lookUpAction, splitAttributes, type BanditEvent } from '@assay/flag-evaluation';
import {
  createSink,
  keepAll,
  served,
  type BanditAction,
  type BanditOptions,
  type DetailedBanditAction,
  type EventCallback,
} from '@assay/sdk-core';
import { startFullParts, type FullPrecomputedClient, type FullPrecomputedClientOptions } from './full.js';
import type { AskedActions } from './options.js';

/** Options of a precomputed client with bandits. */
export interface PrecomputedBanditOptions
  extends FullPrecomputedClientOptions, AskedActions, Pick<BanditOptions, 'onBanditAction' | 'banditCache'> {}

/** Answers also which actions the bandits chose elsewhere. */
export interface PrecomputedBanditClient extends FullPrecomputedClient {
  getBanditAction(flagKey: string, fallback: string): BanditAction;
  getBanditActionDetails(flagKey: string, fallback: string): DetailedBanditAction;
  onBanditAction(callback: EventCallback<BanditEvent> | null): void;
}

/** As `createPrecomputedClient`, with the actions that contextual bandits chose on the server. */
export const createPrecomputedBanditClient = (options: PrecomputedBanditOptions): PrecomputedBanditClient => {
  const { client, given, reporter, held, facts, decide, detailsOf } = startFullParts(options);
  const { banditCache = keepAll() } = options;
  const actions = createSink<BanditEvent>('onBanditAction callback', reporter, options.onBanditAction, banditCache);
  const getBanditActionDetails = (flagKey: string, fallback: string): DetailedBanditAction => {
    const found = decide(flagKey, 'STRING');
    const assignments = held();
    const chosen = found.code === 'MATCH' && assignments ? lookUpAction(assignments, flagKey) : null;
    const action = chosen?.action ?? null;
    if (chosen) {
      actions.send(flagKey, given.subjectKey ?? '', chosen.banditKey, chosen.action, () =>
        banditEvent(chosen, flagKey, splitAttributes(given.subjectAttributes), facts()),
      );
    }
    return {
      variation: String(served(found, fallback)),
      action,
      evaluationDetails: { ...detailsOf(found), banditKey: chosen?.banditKey ?? null, banditAction: action },
    };
  };
  return {
    ...client,
    onBanditAction: actions.listen,
    getBanditActionDetails,
    getBanditAction(flagKey, fallback) {
      const { variation, action } = getBanditActionDetails(flagKey, fallback);
      return { variation, action };
    },
  };
};
