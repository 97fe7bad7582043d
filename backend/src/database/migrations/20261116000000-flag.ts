import { tenantTable } from '../tenancy.js';

/** Flags, the environments that each behave in their own way, every earlier state, and the keys that SDKs bring. */
export const up = `
  CREATE TABLE environment (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    key text NOT NULL,
    name text NOT NULL,
    is_production boolean NOT NULL,
    published jsonb,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (workspace_id, key)
  );
  ${tenantTable('environment')}

  CREATE TABLE flag (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    key text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    type text NOT NULL CHECK (type IN ('BOOLEAN', 'STRING', 'INTEGER', 'NUMERIC', 'JSON')),
    variations jsonb NOT NULL,
    archived_at timestamptz,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (workspace_id, key)
  );
  ${tenantTable('flag')}

  -- Absent row: the flag is off there and was never touched.
  CREATE TABLE flag_environment (
    flag_id text NOT NULL REFERENCES flag (id) ON DELETE CASCADE,
    environment_id text NOT NULL REFERENCES environment (id) ON DELETE CASCADE,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    is_enabled boolean NOT NULL,
    allocations jsonb NOT NULL,
    version integer NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (flag_id, environment_id)
  );
  CREATE INDEX flag_environment_enabled ON flag_environment (environment_id) WHERE is_enabled;
  ${tenantTable('flag_environment')}

  CREATE TABLE flag_version (
    flag_id text NOT NULL REFERENCES flag (id) ON DELETE CASCADE,
    version integer NOT NULL,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    at timestamptz NOT NULL,
    by text NOT NULL,
    change text NOT NULL,
    content jsonb NOT NULL,
    PRIMARY KEY (flag_id, version)
  );
  ${tenantTable('flag_version')}

  CREATE TABLE sdk_key (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    environment_id text NOT NULL REFERENCES environment (id) ON DELETE CASCADE,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('server', 'client')),
    prefix text NOT NULL,
    secret_hash text NOT NULL UNIQUE,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
  );
  CREATE INDEX sdk_key_workspace ON sdk_key (workspace_id, id);
  ${tenantTable('sdk_key')}
`;

export const down = `
  DROP TABLE sdk_key;
  DROP TABLE flag_version;
  DROP TABLE flag_environment;
  DROP TABLE flag;
  DROP TABLE environment;
`;
