import { tenantTable } from '../tenancy.js';

/** A/A checks: sums of both halves of many random splits of a baseline's subjects. */
export const up = `
  ALTER TABLE baseline ADD COLUMN is_calibrated boolean NOT NULL DEFAULT false;

  CREATE TABLE summary_resplit (
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    run_id text NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    metric_id text NOT NULL,
    variant text NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (run_id, metric_id, variant)
  );
  ${tenantTable('summary_resplit')}
`;

export const down = `
  DROP TABLE summary_resplit;
  ALTER TABLE baseline DROP COLUMN is_calibrated;
`;
