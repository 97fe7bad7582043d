export { BaselineForm } from './BaselineForm.js';
export { PlanControls } from './PlanControls.js';
export { PowerTable } from './PowerTable.js';
