export { AssignmentForm, newAssignmentSource } from './AssignmentForm.js';
export { ColumnField } from './ColumnField.js';
export { SqlFields } from './SqlFields.js';
export { usePreview } from './usePreview.js';
export { newPropertySource, PropertySourceForm } from './PropertySourceForm.js';
export { EntryPointForm, newEntryPoint } from './EntryPointForm.js';
export { newSegment, SegmentForm } from './SegmentForm.js';
export { FactForm, newFactSource } from './FactForm.js';
