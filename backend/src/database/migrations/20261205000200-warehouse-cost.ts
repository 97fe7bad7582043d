import { tenantTable } from '../tenancy.js';

/** What refreshes cost their warehouse: budgets per connection and day, and what each statement was expected to read. */
export const up = `
  CREATE TABLE connection_budget (
    connection_id text PRIMARY KEY REFERENCES warehouse_connection (id) ON DELETE CASCADE,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    -- Null: no limit.
    daily_bytes double precision CHECK (daily_bytes > 0),
    daily_seconds double precision CHECK (daily_seconds > 0),
    updated_at timestamptz NOT NULL
  );
  ${tenantTable('connection_budget')}

  ALTER TABLE run ADD COLUMN may_exceed_budget boolean NOT NULL DEFAULT false;
  ALTER TABLE run_statement
    -- As the engine said before it ran, in its own units.
    ADD COLUMN estimated_bytes double precision,
    ADD COLUMN estimated_units double precision,
    -- Sources whose rows it reads: id, name, whether a partition column bounds them.
    ADD COLUMN sources jsonb NOT NULL DEFAULT '[]';
  CREATE INDEX run_statement_finished ON run_statement (finished_at);
`;

export const down = `
  DROP INDEX run_statement_finished;
  ALTER TABLE run_statement DROP COLUMN estimated_bytes, DROP COLUMN estimated_units, DROP COLUMN sources;
  ALTER TABLE run DROP COLUMN may_exceed_budget;
  DROP TABLE connection_budget;
`;
