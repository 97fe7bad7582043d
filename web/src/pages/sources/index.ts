export { AssignmentSourcePage, NewAssignmentSourcePage } from './AssignmentPages.js';
export { NewPropertySourcePage, PropertySourcePage } from './PropertyPages.js';
export { EntryPointPage, NewEntryPointPage } from './EntryPages.js';
export { FactSourcePage, NewFactSourcePage } from './FactPages.js';
export { NewSegmentPage, SegmentPage } from './SegmentPages.js';
export { SourcesPage } from './SourcesPage.js';
