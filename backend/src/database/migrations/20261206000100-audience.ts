import { tenantTable } from '../tenancy.js';

/** Rules with a name, which allocations refer to by key. */
export const up = `
  CREATE TABLE audience (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    key text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    rules jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (workspace_id, key)
  );
  ${tenantTable('audience')}

  -- Which allocations use an audience, a layer or a holdout.
  CREATE INDEX flag_environment_uses ON flag_environment USING gin (allocations jsonb_path_ops);
`;

export const down = `
  DROP INDEX flag_environment_uses;
  DROP TABLE audience;
`;
