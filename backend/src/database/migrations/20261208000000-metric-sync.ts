import { tenantTable } from '../tenancy.js';

/** Metrics as code: which definitions a repository manages, and each delivery of it. */
export const up = `
  ALTER TABLE definition ADD COLUMN sync_tag text;
  ALTER TABLE definition ADD COLUMN reference_url text;
  CREATE INDEX definition_sync_tag ON definition (workspace_id, sync_tag) WHERE sync_tag IS NOT NULL;

  CREATE TABLE metric_sync (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    sync_tag text NOT NULL,
    payload jsonb NOT NULL,
    digest text NOT NULL,
    allow_upgrades boolean NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'success', 'failed')),
    changes jsonb NOT NULL,
    errors jsonb NOT NULL,
    by_kind text NOT NULL,
    by_id text NOT NULL,
    by_name text NOT NULL,
    requested_at timestamptz NOT NULL,
    finished_at timestamptz
  );
  CREATE INDEX metric_sync_newest ON metric_sync (workspace_id, id DESC);
  ${tenantTable('metric_sync')}
`;

export const down = `
  DROP TABLE metric_sync;
  DROP INDEX definition_sync_tag;
  ALTER TABLE definition DROP COLUMN reference_url;
  ALTER TABLE definition DROP COLUMN sync_tag;
`;
