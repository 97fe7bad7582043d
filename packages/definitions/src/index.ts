export * from './aggregation.js';
export * from './certified.js';
export * from './certified-mapping.js';
export * from './certified-rules.js';
export * from './experiment.js';
export * from './metric.js';
export * from './sources.js';
export * from './text.js';
