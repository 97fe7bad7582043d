import { tenantTable } from '../tenancy.js';

/** What sample sizes are planned from: metrics of everyone in an assignment source, read by a run of its own. */
export const up = `
  CREATE TABLE baseline (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    assignment_source_id text NOT NULL,
    metric_ids jsonb NOT NULL,
    days integer NOT NULL,
    lookback_days integer NOT NULL,
    created_at timestamptz NOT NULL
  );
  CREATE INDEX baseline_workspace ON baseline (workspace_id, id DESC);
  ${tenantTable('baseline')}

  ALTER TABLE run
    ALTER COLUMN experiment_id DROP NOT NULL,
    ADD COLUMN baseline_id text REFERENCES baseline (id) ON DELETE CASCADE,
    ADD CONSTRAINT run_of_one_thing CHECK (num_nonnulls(experiment_id, baseline_id) = 1);
  CREATE INDEX run_baseline ON run (baseline_id) WHERE baseline_id IS NOT NULL;
  ALTER TABLE summary ALTER COLUMN experiment_id DROP NOT NULL;
`;

export const down = `
  DELETE FROM run WHERE experiment_id IS NULL;
  ALTER TABLE summary ALTER COLUMN experiment_id SET NOT NULL;
  ALTER TABLE run DROP COLUMN baseline_id, ALTER COLUMN experiment_id SET NOT NULL;
  DROP TABLE baseline;
`;
