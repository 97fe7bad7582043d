export { Results } from './Results.js';
export { ResultsTable } from './table/ResultsTable.js';
export { Series } from './series/Series.js';
export { Verdict } from './Verdict.js';
export { useView, type View } from './useView.js';
