export { ResultsTablesForm } from './ResultsTablesForm.js';
export { ScheduleFields } from './ScheduleFields.js';
export { ScheduleForm } from './ScheduleForm.js';
