/**
 * Give `explainFlags` as the option `details`: the Details getters and the events then tell every allocation and the
 * rule that matched. Without it they tell the outcome alone: code, variation, value and allocation.
 * @example createClient({ sdkKey, baseUrl, details: explainFlags })
 */
export { explaining as explainFlags } from '@assay/sdk-core';
