import { tenantTable } from '../tenancy.js';

/** Partitions of all subjects, of which allocations take parts that do not overlap. */
export const up = `
  CREATE TABLE layer (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    key text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (workspace_id, key)
  );
  ${tenantTable('layer')}
`;

export const down = `DROP TABLE layer;`;
