import { tenantTable } from '../tenancy.js';

/** Organisations and their workspaces; a workspace has one warehouse and its own definitions. */
export const up = `
  CREATE TABLE organisation (
    id text PRIMARY KEY,
    name text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  );
  ${tenantTable('organisation', 'id')}

  CREATE TABLE workspace (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    name text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (organisation_id, name)
  );
  ${tenantTable('workspace')}
`;

export const down = `
  DROP TABLE workspace;
  DROP TABLE organisation;
`;
