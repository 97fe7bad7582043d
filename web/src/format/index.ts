export * from './number.js';
export * from './time.js';
