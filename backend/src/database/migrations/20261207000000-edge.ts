import { tenantTable } from '../tenancy.js';

/**
 * What the key-value store at the edge holds, as far as we know. The tables refer to nothing: what was written must be
 * known for as long as it is there, even when whoever it belonged to is gone.
 */
export const up = `
  CREATE TABLE edge_environment (
    environment_id text PRIMARY KEY,
    organisation_id text NOT NULL,
    -- Newest version that was read back from the store, and which secret vouched for it; 0: none yet.
    version integer NOT NULL DEFAULT 0,
    mac_id text NOT NULL DEFAULT '',
    confirmed_at timestamptz,
    -- A version found in the store that is higher than any of ours: publications go on above it.
    floor integer NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    problem text
  );
  ${tenantTable('edge_environment')}

  CREATE TABLE edge_grant (
    secret_hash text PRIMARY KEY,
    organisation_id text NOT NULL,
    value text NOT NULL,
    -- Null while it may or may not be in the store.
    written_at timestamptz
  );
  ${tenantTable('edge_grant')}
`;

export const down = `
  DROP TABLE edge_grant;
  DROP TABLE edge_environment;
`;
