export * from './common.js';
export * from './definitions.js';
export * from './experiments.js';
export * from './flags.js';
export * from './results.js';
export * from './runs.js';
export * from './warehouses.js';
