import { tenantTable } from '../tenancy.js';

/** Refreshes of experiments: each run, each of its statements, and the summaries that it left. */
export const up = `
  CREATE TABLE run (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    workspace_id text NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
    experiment_id text NOT NULL REFERENCES experiment (id) ON DELETE CASCADE,
    origin text NOT NULL CHECK (origin IN ('manual', 'schedule', 'api', 'start')),
    status text NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled')),
    requested_by text,
    requested_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    -- Facts and exposures before this instant are in; fixed when the run starts, so that a second attempt agrees.
    as_of timestamptz,
    connection_id text,
    is_cancel_requested boolean NOT NULL DEFAULT false,
    cause text,
    error text
  );
  CREATE INDEX run_experiment ON run (experiment_id, id DESC);
  CREATE UNIQUE INDEX run_one_at_a_time ON run (experiment_id) WHERE status IN ('queued', 'running');
  ${tenantTable('run')}

  -- One row per statement of a run, in the order of the plan; written before anything is sent.
  CREATE TABLE run_statement (
    id text PRIMARY KEY,
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    run_id text NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    position integer NOT NULL,
    step text NOT NULL,
    label text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL CHECK (status IN ('waiting', 'running', 'succeeded', 'failed', 'skipped', 'cancelled')),
    text text NOT NULL,
    digest text NOT NULL,
    job_ref text,
    started_at timestamptz,
    finished_at timestamptz,
    milliseconds double precision,
    rows bigint,
    bytes_scanned double precision,
    cause text,
    error text,
    metric_ids jsonb NOT NULL,
    UNIQUE (run_id, step)
  );
  ${tenantTable('run_statement')}

  -- Sufficient statistics only. property = '' is over all subjects.
  CREATE TABLE summary (
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    run_id text NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    experiment_id text NOT NULL,
    as_of timestamptz NOT NULL,
    population text NOT NULL DEFAULT 'all',
    property text NOT NULL,
    label text NOT NULL,
    variation text NOT NULL,
    metric_id text NOT NULL,
    moments jsonb NOT NULL,
    PRIMARY KEY (run_id, population, property, label, variation, metric_id)
  );
  CREATE INDEX summary_experiment ON summary (experiment_id, as_of);
  ${tenantTable('summary')}

  CREATE TABLE summary_day (
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    run_id text NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    metric_id text NOT NULL,
    variation text NOT NULL,
    day date NOT NULL,
    moments jsonb NOT NULL,
    PRIMARY KEY (run_id, metric_id, variation, day)
  );
  ${tenantTable('summary_day')}

  CREATE TABLE run_diagnostic (
    organisation_id text NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
    run_id text NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step text NOT NULL,
    body jsonb NOT NULL,
    PRIMARY KEY (run_id, step)
  );
  ${tenantTable('run_diagnostic')}
`;

export const down = `
  DROP TABLE run_diagnostic;
  DROP TABLE summary_day;
  DROP TABLE summary;
  DROP TABLE run_statement;
  DROP TABLE run;
`;
