export { BasicFields } from './BasicFields.js';
export { ConcludeButton } from './ConcludeButton.js';
export { experimentRules, inputFrom, newExperiment, type ExperimentDraft } from './draft.js';
export { MetricFields } from './MetricFields.js';
export { PlanFields } from './PlanFields.js';
export { StartButton } from './StartButton.js';
export { ExperimentChip, sharesOf } from './status.js';
export { VariationFields } from './VariationFields.js';
