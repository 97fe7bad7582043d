import { tenantTable } from '../tenancy.js';

/** The workspace's own refresh times, and when the rows of each source were last announced as complete. */
export const up = `
  CREATE TABLE workspace_schedule (
    workspace_id text PRIMARY KEY REFERENCES workspace (id) ON DELETE CASCADE,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    schedule jsonb,
    version integer NOT NULL
  );
  ${tenantTable('workspace_schedule')}

  CREATE TABLE source_readiness (
    definition_id text PRIMARY KEY REFERENCES definition (id) ON DELETE CASCADE,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    ready_at timestamptz NOT NULL
  );
  ${tenantTable('source_readiness')}
`;

export const down = `
  DROP TABLE source_readiness;
  DROP TABLE workspace_schedule;
`;
