import { tenantTable } from '../tenancy.js';

/** Experiments: what is compared, how it is judged, when it is refreshed, and what was decided. */
export const up = `
  CREATE TABLE experiment (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    name text NOT NULL,
    hypothesis text NOT NULL,
    design jsonb NOT NULL,
    plan jsonb NOT NULL,
    schedule jsonb,
    note text NOT NULL,
    has_times boolean NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'running', 'concluded')),
    started_at timestamptz,
    concluded_at timestamptz,
    decision jsonb,
    last_run jsonb,
    next_refresh_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (workspace_id, name)
  );
  CREATE INDEX experiment_due ON experiment (next_refresh_at) WHERE next_refresh_at IS NOT NULL;
  ${tenantTable('experiment')}

  -- What an experiment uses, so that a definition in use cannot be deleted.
  CREATE TABLE experiment_uses (
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    experiment_id text NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
    definition_id text NOT NULL,
    PRIMARY KEY (experiment_id, definition_id)
  );
  CREATE INDEX experiment_uses_definition ON experiment_uses (definition_id);
  ${tenantTable('experiment_uses')}
`;

export const down = `
  DROP TABLE experiment_uses;
  DROP TABLE experiment;
`;
