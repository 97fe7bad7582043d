import type { ExperimentView } from '@assay/api-contract';
import type { Experiment } from './experiment.js';

/** An experiment as the API shows it. */
export const experimentViewOf = (experiment: Experiment): ExperimentView => ({
  id: experiment.id,
  version: experiment.version,
  createdAt: experiment.createdAt.toISOString(),
  updatedAt: experiment.updatedAt.toISOString(),
  name: experiment.name,
  hypothesis: experiment.hypothesis,
  design: experiment.design,
  plan: experiment.plan,
  schedule: experiment.schedule,
  note: experiment.note,
  hasTimes: experiment.hasTimes,
  tags: [...experiment.tags],
  owner: experiment.owner,
  teamId: experiment.teamId,
  metadata: experiment.metadata,
  status: experiment.status,
  startedAt: experiment.startedAt?.toISOString() ?? null,
  concludedAt: experiment.concludedAt?.toISOString() ?? null,
  decision: experiment.decision,
  lastRun: experiment.lastRun,
});
