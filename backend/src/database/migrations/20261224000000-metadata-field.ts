import { tenantTable } from '../tenancy.js';

/** What a workspace wants to know of every flag, and what is known. */
export const up = `
  CREATE TABLE metadata_field (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    key text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('text', 'select', 'multi_select')),
    options jsonb NOT NULL,
    is_required boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (workspace_id, key)
  );
  ${tenantTable('metadata_field')}
  ALTER TABLE flag ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}';
`;

export const down = `
  ALTER TABLE flag DROP COLUMN metadata;
  DROP TABLE metadata_field;
`;
