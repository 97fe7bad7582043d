import { tenantTable } from '../tenancy.js';

/** Answers of create requests, kept for a day so that a repeat gets the same answer instead of a second object. */
export const up = `
  CREATE TABLE idempotency_key (
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    actor_id text NOT NULL,
    key text NOT NULL,
    digest text NOT NULL,
    status integer,
    body jsonb,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, actor_id, key)
  );
  CREATE INDEX idempotency_key_age ON idempotency_key (created_at);
  ${tenantTable('idempotency_key')}
`;

export const down = `DROP TABLE idempotency_key;`;
