import { getConstructionPlans } from 'pg-boss';
import { applicationRole } from '../tenancy.js';

// pg-boss wraps its plan in a transaction of its own; ours is open already.
const plan = getConstructionPlans('job_queue')
  .replace(/^\s*BEGIN;/, '')
  .replace(/COMMIT;\s*$/, '')
  // Bounds for its own transaction; in ours they would outlive it.
  .replace(/SET LOCAL \w+ = \d+;/g, '');

/** The tables of the job queue in a schema of their own. They hold ids only, and rows of every organisation. */
export const up = `
  ${plan}
  GRANT USAGE ON SCHEMA job_queue TO ${applicationRole};
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA job_queue TO ${applicationRole};
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA job_queue TO ${applicationRole};
  GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA job_queue TO ${applicationRole};
`;

export const down = `DROP SCHEMA job_queue CASCADE;`;
