import { banditEvent, lookUpAction, type BanditEvent } from '@assay/flag-evaluation';
import type { DetailedBanditAction } from './bandits.js';
import { unless } from './client.js';
import { served } from './getters.js';
import {
  startPrecomputedParts,
  type PrecomputedBanditClient,
  type PrecomputedBanditOptions,
  type PrecomputedShell,
} from './precomputed.js';
import { createSink } from './sink.js';

/** Starts a client that evaluates nothing itself, bandits included. */
export const startPrecomputedBanditClient = (
  shell: PrecomputedShell,
  options: PrecomputedBanditOptions,
): PrecomputedBanditClient => {
  const { client, reporter, held, subject, facts, decide, detailsOf } = startPrecomputedParts(shell, options);
  const actions = createSink<BanditEvent>(
    'onBanditAction callback',
    reporter,
    options.onBanditAction,
    unless(options.banditCache, shell.makeCache()),
  );
  const getBanditActionDetails = (flagKey: string, fallback: string): DetailedBanditAction => {
    const found = decide(flagKey, 'STRING');
    const assignments = held();
    const chosen = found.code === 'MATCH' && assignments ? lookUpAction(assignments, flagKey) : null;
    const action = chosen?.action ?? null;
    const { key, attributes } = subject();
    if (chosen) {
      actions.send(flagKey, key, chosen.banditKey, chosen.action, () =>
        banditEvent(chosen, flagKey, attributes, facts()),
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
