import { tenantTable } from '../tenancy.js';

/** Channels that people are told by, the messages to each, and what was last told of an experiment. */
export const up = `
  CREATE TABLE notification_channel (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('webhook', 'slack')),
    -- The address itself is a secret: the store has it, and the keys that sign.
    host text NOT NULL,
    url_version text NOT NULL,
    -- Versions of the signing key, newest first; none for a kind that signs nothing.
    key_versions jsonb NOT NULL,
    events jsonb NOT NULL,
    is_enabled boolean NOT NULL,
    problem text,
    -- Up to here the audit trail has been read for it.
    position bigint NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  CREATE INDEX notification_channel_organisation ON notification_channel (organisation_id);
  ${tenantTable('notification_channel')}

  CREATE TABLE notification_delivery (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    channel_id text NOT NULL REFERENCES notification_channel (id) ON DELETE CASCADE,
    event text NOT NULL,
    text text NOT NULL,
    body text NOT NULL,
    status text NOT NULL CHECK (status IN ('waiting', 'delivered', 'failed')),
    attempts integer NOT NULL,
    response_status integer,
    error text,
    created_at timestamptz NOT NULL,
    finished_at timestamptz
  );
  CREATE INDEX notification_delivery_channel ON notification_delivery (channel_id, created_at DESC);
  CREATE INDEX notification_delivery_age ON notification_delivery (organisation_id, created_at);
  ${tenantTable('notification_delivery')}

  CREATE TABLE experiment_news (
    experiment_id text PRIMARY KEY REFERENCES experiment (id) ON DELETE CASCADE,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    verdict text NOT NULL,
    failed_checks jsonb NOT NULL
  );
  ${tenantTable('experiment_news')}
`;

export const down = `
  DROP TABLE experiment_news;
  DROP TABLE notification_delivery;
  DROP TABLE notification_channel;
`;
