export { AssignmentSourcePage, NewAssignmentSourcePage } from './AssignmentPages.js';
export { FactSourcePage, NewFactSourcePage } from './FactPages.js';
export { SourcesPage } from './SourcesPage.js';
