export { ApiKeysPage } from './ApiKeysPage.js';
export { CustodyPage } from './CustodyPage.js';
export { EnvironmentsPage } from './EnvironmentsPage.js';
export { PeoplePage } from './PeoplePage.js';
export { SchedulePage } from './SchedulePage.js';
export { LimitsPage } from './delivery/LimitsPage.js';
export { SigningKeysPage } from './delivery/SigningKeysPage.js';
export { SdkKeysPage } from './SdkKeysPage.js';
