import { tenantTable } from '../tenancy.js';

/** An environment that serves an earlier publication until it is let go. */
export const up = `
  CREATE TABLE ruleset_pin (
    environment_id text PRIMARY KEY REFERENCES environment (id) ON DELETE CASCADE,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    version integer NOT NULL,
    content text NOT NULL,
    reason text NOT NULL,
    pinned_by text NOT NULL,
    pinned_at timestamptz NOT NULL,
    FOREIGN KEY (environment_id, content) REFERENCES ruleset (environment_id, content) ON DELETE CASCADE
  );
  ${tenantTable('ruleset_pin')}
`;

export const down = `DROP TABLE ruleset_pin;`;
