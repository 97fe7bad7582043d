import {
  baselineView,
  calibrationView,
  pageOf,
  powerView,
  type BaselineInput,
  type CalibrationQuery,
  type PowerQuery,
} from '@assay/api-contract';
import { send } from './client.js';
import { all, one } from './query.js';
import { routes } from './routes.js';

/** What sample sizes are planned from. */
export const baselines = {
  list: () => all(pageOf(baselineView), routes.baselines),
  byId: (id: string) => one(baselineView, routes.baseline(id)),
  create: (body: BaselineInput) => send(baselineView, 'POST', routes.baselines, { body }),
  /** The A/A check. */
  calibration: (id: string, query: CalibrationQuery) =>
    one(calibrationView, routes.baselineCalibration(id), { ...query }),
  power: (id: string, query: PowerQuery) => one(powerView, routes.baselinePower(id), { ...query }),
};
