import { tenantTable } from '../tenancy.js';

/** The allocation that an experiment's guardrail metrics guard. */
export const up = `
  CREATE TABLE rollout_guard (
    experiment_id text PRIMARY KEY REFERENCES experiment (id) ON DELETE CASCADE,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    flag text NOT NULL,
    environment text NOT NULL,
    allocation text NOT NULL,
    action text NOT NULL CHECK (action IN ('pause', 'roll_back')),
    status text NOT NULL CHECK (status IN ('watching', 'stopped', 'failed')),
    outcome jsonb,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  ${tenantTable('rollout_guard')}
`;

export const down = `
  DROP TABLE rollout_guard;
`;
