import { tenantTable } from '../tenancy.js';

/** Teams, who is in them, and what they own. NO ACTION, not RESTRICT: a whole workspace can still be deleted at once. */
export const up = `
  CREATE TABLE team (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    name text NOT NULL,
    description text NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT team_name UNIQUE (workspace_id, name)
  );
  ${tenantTable('team')}

  CREATE TABLE team_member (
    team_id text NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    person_id text NOT NULL,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    PRIMARY KEY (team_id, person_id),
    FOREIGN KEY (organisation_id, person_id) REFERENCES membership (organisation_id, person_id) ON DELETE CASCADE
  );
  ${tenantTable('team_member')}

  ALTER TABLE flag ADD COLUMN team_id text REFERENCES team (id);
  ALTER TABLE experiment ADD COLUMN team_id text REFERENCES team (id);
  ALTER TABLE definition ADD COLUMN team_id text REFERENCES team (id);
  CREATE INDEX flag_team ON flag (team_id) WHERE team_id IS NOT NULL;
  CREATE INDEX experiment_team ON experiment (team_id) WHERE team_id IS NOT NULL;
  CREATE INDEX definition_team ON definition (team_id) WHERE team_id IS NOT NULL;
`;

export const down = `
  ALTER TABLE definition DROP COLUMN team_id;
  ALTER TABLE experiment DROP COLUMN team_id;
  ALTER TABLE flag DROP COLUMN team_id;
  DROP TABLE team_member;
  DROP TABLE team;
`;
