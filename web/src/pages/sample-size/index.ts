export { BaselinePage } from './BaselinePage.js';
export { SampleSizePage } from './SampleSizePage.js';
