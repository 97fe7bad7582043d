import type { BanditInput, BanditView } from '@assay/api-contract';

export const newBandit: BanditInput = {
  key: '',
  name: '',
  description: '',
  flag: '',
  variation: '',
  log: {
    sql: '',
    subjectColumn: '',
    timestampColumn: '',
    banditKeyColumn: '',
    actionColumn: '',
    partitionColumn: null,
  },
  attributes: [],
  reward: { metricId: '', windowDays: 1 },
  assignmentSourceId: null,
  gamma: 1,
  actionProbabilityFloor: 0.1,
  defaultActionScore: 0,
  ridge: 1,
  trainingDays: 30,
  trainEveryHours: 24,
};

/** What of a bandit people define. */
export const inputOf = (bandit: BanditView): BanditInput => ({
  key: bandit.key,
  name: bandit.name,
  description: bandit.description,
  flag: bandit.flag,
  variation: bandit.variation,
  log: bandit.log,
  attributes: bandit.attributes,
  reward: bandit.reward,
  assignmentSourceId: bandit.assignmentSourceId,
  gamma: bandit.gamma,
  actionProbabilityFloor: bandit.actionProbabilityFloor,
  defaultActionScore: bandit.defaultActionScore,
  ridge: bandit.ridge,
  trainingDays: bandit.trainingDays,
  trainEveryHours: bandit.trainEveryHours,
});

export const originWords: Readonly<Record<BanditView['model']['origin'], string>> = {
  initial: 'Every action alike',
  trained: 'Trained',
  settings: 'Other settings',
};
