export { ScheduleFields } from './ScheduleFields.js';
export { ScheduleForm } from './ScheduleForm.js';
