import { tenantTable } from '../tenancy.js';

/** A workspace's warehouse: where it is, never how to get in. One per workspace, since definitions are in its SQL. */
export const up = `
  CREATE TABLE warehouse_connection (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL UNIQUE REFERENCES workspace (id) ON DELETE CASCADE,
    name text NOT NULL,
    settings jsonb NOT NULL,
    scratch_schema text NOT NULL,
    secret_version text,
    last_test jsonb,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  ${tenantTable('warehouse_connection')}
`;

export const down = `
  DROP TABLE warehouse_connection;
`;
