export { AudiencesPage } from './AudiencesPage.js';
export { ChangeRequestsPage } from './ChangeRequestsPage.js';
export { FlagPage } from './FlagPage.js';
export { FlagsPage } from './FlagsPage.js';
export { NewFlagPage } from './NewFlagPage.js';
export { LayersPage } from './LayersPage.js';
export { StaleFlagsPage } from './StaleFlagsPage.js';
export { HoldoutsPage } from './HoldoutsPage.js';
