import { applicationRole, tenantTable } from '../tenancy.js';

/** People, and the role that each has in each organisation. A person is nobody's row: one may be in several. */
export const up = `
  CREATE TABLE person (
    id text PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE UNIQUE INDEX person_email ON person (lower(email));
  GRANT SELECT, INSERT, UPDATE, DELETE ON person TO ${applicationRole};

  CREATE TABLE membership (
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    person_id text NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'data_owner', 'experiment_editor', 'viewer')),
    is_active boolean NOT NULL DEFAULT true,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organisation_id, person_id)
  );
  CREATE INDEX membership_person ON membership (person_id);
  ${tenantTable('membership')}
`;

export const down = `
  DROP TABLE membership;
  DROP TABLE person;
`;
