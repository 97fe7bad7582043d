import { tenantTable } from '../tenancy.js';

/** What lets someone in: one-use sign-in links, sessions and API keys. Only hashes of the secrets are kept. */
export const up = `
  CREATE TABLE sign_in_link (
    token_hash text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    person_id text NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX sign_in_link_expiry ON sign_in_link (expires_at);
  ${tenantTable('sign_in_link')}

  CREATE TABLE session (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    person_id text NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    token_hash text NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    address text,
    user_agent text
  );
  CREATE INDEX session_person ON session (person_id);
  ${tenantTable('session')}

  CREATE TABLE api_key (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    name text NOT NULL,
    prefix text NOT NULL,
    secret_hash text NOT NULL UNIQUE,
    role text NOT NULL CHECK (role IN ('admin', 'data_owner', 'experiment_editor', 'viewer')),
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    UNIQUE (organisation_id, name)
  );
  ${tenantTable('api_key')}
`;

export const down = `
  DROP TABLE api_key;
  DROP TABLE session;
  DROP TABLE sign_in_link;
`;
