export { Results } from './Results.js';
export { Series } from './Series.js';
export { useView, type View } from './useView.js';
