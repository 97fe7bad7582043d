export { Drain } from './drain.js';
export type { Job, RunningJob } from './job.js';
export { JobsModule } from './jobs.module.js';
export { Jobs } from './jobs.service.js';
