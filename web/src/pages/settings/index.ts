export { ApiKeysPage } from './ApiKeysPage.js';
export { EnvironmentsPage } from './EnvironmentsPage.js';
export { PeoplePage } from './PeoplePage.js';
export { SdkKeysPage } from './SdkKeysPage.js';
