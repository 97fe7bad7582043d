export { newMetric, valuesFrom } from './draft.js';
export { MetricForm } from './MetricForm.js';
export { CollectionForm, newCollection } from './CollectionForm.js';
export { MetricLines } from './MetricLines.js';
export { useFacts } from './useFacts.js';
export { describeMetric, kindOf, summaryOf } from './words.js';
