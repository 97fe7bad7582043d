import {
  resultsTablesView,
  workspaceScheduleView,
  type ResultsTablesInput,
  type WorkspaceScheduleInput,
} from '@assay/api-contract';
import { send } from './client.js';
import { one } from './query.js';
import { routes } from './routes.js';

/** The refresh times of the workspace, and what is handed on after each refresh. */
export const schedule = {
  get: () => one(workspaceScheduleView, routes.workspaceSchedule),
  set: (version: number, body: WorkspaceScheduleInput) =>
    send(workspaceScheduleView, 'PUT', routes.workspaceSchedule, { body, version }),
  resultsTables: () => one(resultsTablesView, routes.resultsTables),
  setResultsTables: (version: number, body: ResultsTablesInput) =>
    send(resultsTablesView, 'PUT', routes.resultsTables, { body, version }),
};
