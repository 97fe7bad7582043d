export { AssignmentForm, newAssignmentSource } from './AssignmentForm.js';
export { FactForm, newFactSource } from './FactForm.js';
