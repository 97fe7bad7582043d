import { tenantTable } from '../tenancy.js';

/** The manifest of scratch tables that outlive the run that made them: which, what for, and how long unused. */
export const up = `
  CREATE TABLE kept_table (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    connection_id text NOT NULL REFERENCES warehouse_connection (id) ON DELETE CASCADE,
    scratch_schema text NOT NULL,
    name text NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('source', 'published')),
    -- Of which source or experiment.
    owner_id text NOT NULL,
    -- Digest of all that its contents follow from; another definition is another table.
    definition text NOT NULL,
    -- What is in it, as its maker knows it; null while it is not made.
    contents jsonb,
    days_unused integer NOT NULL CHECK (days_unused > 0),
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    -- Set: nobody begins to read it, and it is dropped when those who read it have ended.
    retired_at timestamptz,
    -- Who fills it now, and until when that is believed without another word.
    held_by text,
    held_until timestamptz,
    UNIQUE (connection_id, scratch_schema, name)
  );
  CREATE UNIQUE INDEX kept_table_in_use ON kept_table (connection_id, purpose, owner_id, definition)
    WHERE retired_at IS NULL;
  ${tenantTable('kept_table')}
`;

export const down = `
  DROP TABLE kept_table;
`;
