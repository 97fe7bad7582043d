export { BaselineForm } from './BaselineForm.js';
export { CalibrationChip, CalibrationTable, rateText } from './CalibrationTable.js';
export { PlanControls } from './PlanControls.js';
export { PowerTable } from './PowerTable.js';
