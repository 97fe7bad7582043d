import { tenantTable } from '../tenancy.js';

/** Entities, sources and metrics: the newest version of each, every version it had, and which uses which. */
export const up = `
  CREATE TABLE definition (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('entity', 'assignment_source', 'fact_source', 'metric')),
    name text NOT NULL,
    body jsonb NOT NULL,
    checked jsonb,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT definition_name UNIQUE (workspace_id, kind, name)
  );
  ${tenantTable('definition')}

  CREATE TABLE definition_version (
    definition_id text NOT NULL REFERENCES definition (id) ON DELETE CASCADE,
    version integer NOT NULL,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    at timestamptz NOT NULL,
    by_name text NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (definition_id, version)
  );
  ${tenantTable('definition_version')}

  -- NO ACTION, not RESTRICT: a whole workspace can still be deleted in one statement.
  CREATE TABLE definition_use (
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    definition_id text NOT NULL REFERENCES definition (id) ON DELETE CASCADE,
    used_id text NOT NULL REFERENCES definition (id),
    PRIMARY KEY (definition_id, used_id)
  );
  CREATE INDEX definition_use_used ON definition_use (used_id);
  ${tenantTable('definition_use')}

  ALTER TABLE experiment_uses
    ADD CONSTRAINT experiment_uses_definition FOREIGN KEY (definition_id) REFERENCES definition (id);
`;

export const down = `
  ALTER TABLE experiment_uses DROP CONSTRAINT experiment_uses_definition;
  DROP TABLE definition_use;
  DROP TABLE definition_version;
  DROP TABLE definition;
`;
