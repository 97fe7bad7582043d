import type { BanditEvent } from '@assay/flag-evaluation';
import type { AssignmentCache } from './assignment-cache.js';
import { createBanditGetters, type BanditContext } from './bandits.js';
import { startParts, unless, type BanditClient, type Shell } from './client.js';
import { createGetters, type GetterContext } from './getters.js';
import type { FetchExtras } from './loader.js';
import { createModels } from './models.js';
import type { BanditOptions, ClientOptions } from './options.js';
import { guarded } from './report.js';
import { createSink } from './sink.js';
import { fromWire } from './wire.js';

const createAllGetters = (context: BanditContext) => ({ ...createGetters(context), ...createBanditGetters(context) });

/** What a platform decides for a client with bandits. */
export interface BanditShell extends Shell {
  readonly banditCache: AssignmentCache | null;
}

/** Starts a client that evaluates flags and bandits; its context is for what an entry point adds. */
export const startBanditParts = (
  shell: BanditShell,
  options: ClientOptions & BanditOptions,
  verify?: FetchExtras['verify'],
): { readonly client: BanditClient; readonly context: GetterContext & BanditContext } => {
  const models = createModels();
  const wire = options.configurationWire;
  const given = wire === undefined ? options : { ...options, ...fromWire(wire) };
  const { context: plain, controls, overridden } = startParts(shell, given, { companion: models, verify });
  const { banditModels } = given;
  if (banditModels !== undefined) {
    guarded(plain.reporter, 'reading the given bandit models', undefined, () => models.take(banditModels));
  }
  const actions = createSink<BanditEvent>(
    'onBanditAction callback',
    plain.reporter,
    options.onBanditAction,
    unless(options.banditCache, shell.banditCache),
  );
  const context = { ...plain, models, actions };
  const client = {
    ...createAllGetters(context),
    ...controls,
    onBanditAction: actions.listen,
    rememberBanditActions: actions.remember,
    banditModelsText: () => models.text,
    withOverrides: (overrides: Parameters<BanditClient['withOverrides']>[0]) =>
      createAllGetters(overridden(context, overrides)),
  };
  return { client, context };
};

/** Starts a client that evaluates flags and bandits. */
export const startBanditClient = (shell: BanditShell, options: ClientOptions & BanditOptions): BanditClient =>
  startBanditParts(shell, options).client;
