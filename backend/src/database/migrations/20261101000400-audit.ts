import { applicationRole, tenantTable } from '../tenancy.js';

/**
 * Who did what, chained by hash per organisation, and the outbox that tells the rest of the product about it.
 * Events can be added and read; a trigger refuses everything else, also to the owner of the table.
 */
export const up = `
  CREATE TABLE audit_event (
    organisation_id text NOT NULL,
    position bigint NOT NULL,
    id text NOT NULL UNIQUE,
    at timestamptz NOT NULL,
    actor jsonb NOT NULL,
    action text NOT NULL,
    target_kind text NOT NULL,
    target_id text NOT NULL,
    target_name text NOT NULL,
    before jsonb,
    after jsonb,
    request jsonb,
    previous_hash text NOT NULL,
    hash text NOT NULL,
    PRIMARY KEY (organisation_id, position)
  );
  CREATE INDEX audit_event_target ON audit_event (organisation_id, target_kind, target_id, position);
  ${tenantTable('audit_event')}
  REVOKE UPDATE, DELETE ON audit_event FROM ${applicationRole};

  CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'audit events are append-only' USING ERRCODE = 'insufficient_privilege';
  END $$;
  CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
  CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

  CREATE TABLE audit_head (
    organisation_id text PRIMARY KEY,
    position bigint NOT NULL,
    hash text NOT NULL
  );
  ${tenantTable('audit_head')}

  CREATE TABLE outbox (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    topic text NOT NULL,
    ids jsonb NOT NULL,
    created_at timestamptz NOT NULL
  );
  CREATE INDEX outbox_topic ON outbox (topic, created_at, id);
  ${tenantTable('outbox')}
`;

export const down = `
  DROP TABLE outbox;
  DROP TABLE audit_head;
  DROP TABLE audit_event;
  DROP FUNCTION refuse_audit_change();
`;
