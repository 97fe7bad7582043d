import { tenantTable } from '../tenancy.js';

/** Bandits, the models that they were trained to, and the runs that trained them. */
export const up = `
  CREATE TABLE bandit (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    key text NOT NULL,
    name text NOT NULL,
    definition jsonb NOT NULL,
    -- The SELECT as the guard has read it, ready to be bracketed.
    log_sql text NOT NULL,
    -- The model that is served although a newer one may exist; null = the newest.
    held_model integer,
    next_training_at timestamptz,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (workspace_id, key)
  );
  CREATE INDEX bandit_due ON bandit (next_training_at) WHERE next_training_at IS NOT NULL;
  ${tenantTable('bandit')}

  CREATE TABLE bandit_use (
    bandit_id text NOT NULL REFERENCES bandit (id) ON DELETE CASCADE,
    definition_id text NOT NULL REFERENCES definition (id),
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    PRIMARY KEY (bandit_id, definition_id)
  );
  CREATE INDEX bandit_use_definition ON bandit_use (definition_id);
  ${tenantTable('bandit_use')}

  ALTER TABLE run
    ADD COLUMN bandit_id text REFERENCES bandit (id) ON DELETE CASCADE,
    DROP CONSTRAINT run_of_one_thing,
    ADD CONSTRAINT run_of_one_thing CHECK (num_nonnulls(experiment_id, baseline_id, bandit_id) = 1);
  CREATE INDEX run_bandit ON run (bandit_id, id DESC) WHERE bandit_id IS NOT NULL;
  CREATE UNIQUE INDEX run_one_training_at_a_time ON run (bandit_id) WHERE status IN ('queued', 'running');

  CREATE TABLE bandit_model (
    bandit_id text NOT NULL REFERENCES bandit (id) ON DELETE CASCADE,
    version integer NOT NULL,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    -- As SDKs log it; no two models of a workspace share one, also not those of bandits that are gone.
    model_version text NOT NULL,
    origin text NOT NULL CHECK (origin IN ('initial', 'trained', 'settings')),
    run_id text REFERENCES run (id) ON DELETE SET NULL,
    as_of timestamptz,
    actions jsonb NOT NULL,
    data jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (bandit_id, version)
  );
  ${tenantTable('bandit_model')}

  -- Models travel with the ruleset that refers to them; null = it refers to none.
  ALTER TABLE ruleset ADD COLUMN bandits bytea;
`;

export const down = `
  ALTER TABLE ruleset DROP COLUMN bandits;
  DROP TABLE bandit_model;
  DELETE FROM run WHERE bandit_id IS NOT NULL;
  ALTER TABLE run
    DROP COLUMN bandit_id,
    ADD CONSTRAINT run_of_one_thing CHECK (num_nonnulls(experiment_id, baseline_id) = 1);
  DROP TABLE bandit_use;
  DROP TABLE bandit;
`;
