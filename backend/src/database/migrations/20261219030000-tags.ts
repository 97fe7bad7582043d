import { tenantTable } from '../tenancy.js';

/** Tags of flags and of SDK keys, and the rulesets of keys that are limited to some of them. */
export const up = `
  ALTER TABLE flag ADD COLUMN tags jsonb NOT NULL DEFAULT '[]', ADD COLUMN owner text NOT NULL DEFAULT '';
  ALTER TABLE sdk_key ADD COLUMN tags jsonb NOT NULL DEFAULT '[]';
  -- Which limited rulesets a publication has, with their signatures.
  ALTER TABLE publication ADD COLUMN parts jsonb NOT NULL DEFAULT '[]';

  CREATE TABLE ruleset_part (
    environment_id text NOT NULL REFERENCES environment (id) ON DELETE CASCADE,
    digest text NOT NULL,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    server bytea NOT NULL,
    client bytea NOT NULL,
    compiled bytea NOT NULL,
    PRIMARY KEY (environment_id, digest)
  );
  ${tenantTable('ruleset_part')}
`;

export const down = `
  DROP TABLE ruleset_part;
  ALTER TABLE publication DROP COLUMN parts;
  ALTER TABLE sdk_key DROP COLUMN tags;
  ALTER TABLE flag DROP COLUMN tags, DROP COLUMN owner;
`;
