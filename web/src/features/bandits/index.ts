export { ActionsTable } from './ActionsTable.js';
export { DecisionFields, RewardFields, TuningFields } from './DecisionFields.js';
export { inputOf, newBandit, originWords } from './draft.js';
export { ModelsTable } from './ModelsTable.js';
