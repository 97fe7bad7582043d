import { tenantTable } from '../tenancy.js';

/** What is published: contents that never change, the numbered publications of them, and the keys that sign them. */
export const up = `
  -- Each form is compressed with gzip.
  CREATE TABLE ruleset (
    environment_id text NOT NULL REFERENCES environment (id) ON DELETE CASCADE,
    content text NOT NULL,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    flags integer NOT NULL,
    server bytea NOT NULL,
    client bytea NOT NULL,
    compiled bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (environment_id, content)
  );
  ${tenantTable('ruleset')}

  CREATE TABLE publication (
    environment_id text NOT NULL,
    version integer NOT NULL,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    content text NOT NULL,
    headers jsonb NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (environment_id, version),
    FOREIGN KEY (environment_id, content) REFERENCES ruleset (environment_id, content) ON DELETE CASCADE
  );
  ${tenantTable('publication')}

  CREATE TABLE signing_key (
    kid text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    public_key text NOT NULL,
    secret_version text NOT NULL,
    created_at timestamptz NOT NULL,
    retired_at timestamptz
  );
  CREATE INDEX signing_key_in_use ON signing_key (organisation_id, created_at) WHERE retired_at IS NULL;
  ${tenantTable('signing_key')}
`;

export const down = `
  DROP TABLE signing_key;
  DROP TABLE publication;
  DROP TABLE ruleset;
`;
