import { tenantTable } from '../tenancy.js';

/** Whether a workspace's results are also written to tables in its warehouse, and how that went. */
export const up = `
  CREATE TABLE results_tables (
    workspace_id text PRIMARY KEY REFERENCES workspace (id) ON DELETE CASCADE,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    is_on boolean NOT NULL,
    written_at timestamptz,
    problem text,
    version integer NOT NULL
  );
  ${tenantTable('results_tables')}
`;

export const down = `
  DROP TABLE results_tables;
`;
