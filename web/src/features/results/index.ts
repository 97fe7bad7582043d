export { Results } from './Results.js';
export { ResultsTable } from './table/ResultsTable.js';
export { Series } from './series/Series.js';
export { Verdict } from './Verdict.js';
export { useView, type View } from './useView.js';
export { ExploreForm, newExplore } from './explores/ExploreForm.js';
export { ExploreFigure } from './explores/ExploreFigure.js';
export { ExploresTable } from './explores/ExploresTable.js';
export { Proposals } from './explores/Proposals.js';
