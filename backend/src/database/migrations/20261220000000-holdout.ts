import { tenantTable } from '../tenancy.js';

/** Subjects who are kept out of the experiments of an environment. */
export const up = `
  CREATE TABLE holdout (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    environment_id text NOT NULL REFERENCES environment (id) ON DELETE CASCADE,
    key text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    share double precision NOT NULL CHECK (share > 0 AND share <= 0.5),
    -- Keys of flags; null = every flag.
    flags jsonb,
    until timestamptz,
    end_at timestamptz,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (workspace_id, key)
  );
  ${tenantTable('holdout')}
`;

export const down = `DROP TABLE holdout;`;
