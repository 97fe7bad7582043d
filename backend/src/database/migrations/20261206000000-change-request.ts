import { tenantTable } from '../tenancy.js';

/** Environments whose flags change by approval only, and the changes that wait for one. */
export const up = `
  ALTER TABLE environment ADD COLUMN needs_approval boolean NOT NULL DEFAULT false;

  CREATE TABLE change_request (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    flag_id text NOT NULL REFERENCES flag (id) ON DELETE CASCADE,
    status text NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'withdrawn')),
    note text NOT NULL,
    author_id text NOT NULL,
    author_name text NOT NULL,
    environments jsonb NOT NULL,
    before jsonb NOT NULL,
    change jsonb NOT NULL,
    decided_by text,
    decided_at timestamptz,
    decision_note text NOT NULL DEFAULT '',
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  -- One at a time: two that wait would each be approved without the other in sight.
  CREATE UNIQUE INDEX change_request_pending ON change_request (flag_id) WHERE status = 'pending';
  CREATE INDEX change_request_workspace ON change_request (workspace_id, id);
  ${tenantTable('change_request')}
`;

export const down = `
  DROP TABLE change_request;
  ALTER TABLE environment DROP COLUMN needs_approval;
`;
