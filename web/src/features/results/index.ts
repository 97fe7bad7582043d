export { Results } from './Results.js';
export { ResultsTable } from './ResultsTable.js';
export { Series } from './Series.js';
export { Verdict } from './Verdict.js';
export { useView, type View } from './useView.js';
