import { bandits } from './bandits.js';
import { baselines } from './baselines.js';
import {
  assignmentSources,
  entities,
  entryPoints,
  factSources,
  metricCollections,
  metrics,
  propertySources,
  segments,
} from './definitions.js';
import { experiments, runs } from './experiments.js';
import { flags } from './flags.js';
import { identity } from './identity.js';
import { notifications } from './notifications.js';
import { schedule } from './schedule.js';
import { publishing } from './publishing.js';
import { warehouses } from './warehouses.js';

/** The API as the console uses it: reads are query options, writes are functions that return a promise. */
export const api = {
  identity,
  warehouses,
  entities,
  assignmentSources,
  factSources,
  entryPoints,
  propertySources,
  segments,
  metrics,
  metricCollections,
  bandits,
  baselines,
  experiments,
  runs,
  schedule,
  flags,
  publishing,
  notifications,
};
export { ApiProblem, asProblem } from './problem.js';
export { prefixOf } from './query.js';
export { routes } from './routes.js';
