/** A signing key is known before it signs, so that clients can be given it first. */
export const up = `
  ALTER TABLE signing_key ADD COLUMN activated_at timestamptz;
  UPDATE signing_key SET activated_at = created_at;
  DROP INDEX signing_key_in_use;
  CREATE INDEX signing_key_in_use ON signing_key (organisation_id, activated_at) WHERE retired_at IS NULL;
`;

export const down = `
  DROP INDEX signing_key_in_use;
  ALTER TABLE signing_key DROP COLUMN activated_at;
  CREATE INDEX signing_key_in_use ON signing_key (organisation_id, created_at) WHERE retired_at IS NULL;
`;
