export * from './aggregation.js';
export * from './experiment.js';
export * from './metric.js';
export * from './sources.js';
export * from './text.js';
