import { tenantTable } from '../tenancy.js';

/** Saved charts of an experiment. */
export const up = `
  CREATE TABLE explore (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    experiment_id text NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
    position integer NOT NULL,
    name text NOT NULL,
    definition jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  CREATE INDEX explore_experiment ON explore (experiment_id, position);
  ${tenantTable('explore')}
`;

export const down = `
  DROP TABLE explore;
`;
