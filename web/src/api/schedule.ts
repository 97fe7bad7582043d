import { workspaceScheduleView, type WorkspaceScheduleInput } from '@assay/api-contract';
import { send } from './client.js';
import { one } from './query.js';
import { routes } from './routes.js';

/** The refresh times of the workspace. */
export const schedule = {
  get: () => one(workspaceScheduleView, routes.workspaceSchedule),
  set: (version: number, body: WorkspaceScheduleInput) =>
    send(workspaceScheduleView, 'PUT', routes.workspaceSchedule, { body, version }),
};
