export { ExperimentPage } from './ExperimentPage.js';
export { ExploreTab, NewExploreTab } from './ExploreTab.js';
export { ExploresTab } from './ExploresTab.js';
export { ExperimentsPage } from './ExperimentsPage.js';
export { NewExperimentPage } from './NewExperimentPage.js';
export { ResultsTab } from './ResultsTab.js';
export { RunsTab } from './RunsTab.js';
export { SetUpTab } from './SetUpTab.js';
export { TimeTab } from './TimeTab.js';
