import type { BanditModelDetail, BanditModelView, BanditView } from '@assay/api-contract';
import type { Flag } from '../flags/index.js';
import type { Run } from '../pipeline/index.js';
import { type Bandit, type BanditModel, evaluationsOf, warningsOf } from './bandit.js';

export const modelViewOf = (model: BanditModel): BanditModelView => ({
  version: model.version,
  modelVersion: model.modelVersion,
  origin: model.origin,
  createdAt: model.createdAt.toISOString(),
  runId: model.runId,
  asOf: model.asOf?.toISOString() ?? null,
  actions: [...model.actions],
});

export const modelDetailOf = (model: BanditModel): BanditModelDetail => ({ ...modelViewOf(model), data: model.data });

/** What besides the bandit itself its page shows. */
export interface AboutBandit {
  readonly model: BanditModel;
  readonly training: Run | null;
  readonly flag: Flag | null;
}

export const banditViewOf = (bandit: Bandit, { model, training, flag }: AboutBandit): BanditView => ({
  ...bandit.definition,
  id: bandit.id,
  version: bandit.version,
  createdAt: bandit.createdAt.toISOString(),
  updatedAt: bandit.updatedAt.toISOString(),
  model: modelViewOf(model),
  isHeld: bandit.heldModel !== null,
  nextTrainingAt: bandit.nextTrainingAt?.toISOString() ?? null,
  training: training && {
    runId: training.id,
    status: training.status,
    requestedAt: training.requestedAt.toISOString(),
    finishedAt: training.finishedAt?.toISOString() ?? null,
    error: training.error,
  },
  evaluations: [...evaluationsOf(flag, bandit.definition)],
  warnings: [...warningsOf(flag, bandit.definition)],
});
