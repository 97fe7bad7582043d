/** Refreshes of some metrics alone, on top of an earlier run whose other results stand. */
export const up = `
  ALTER TABLE run
    ADD COLUMN metric_ids jsonb,
    ADD COLUMN based_on text REFERENCES run (id) ON DELETE CASCADE,
    ADD COLUMN population text;
  CREATE INDEX run_based_on ON run (based_on) WHERE based_on IS NOT NULL;
`;

export const down = `
  DELETE FROM run WHERE based_on IS NOT NULL;
  ALTER TABLE run DROP COLUMN metric_ids, DROP COLUMN based_on, DROP COLUMN population;
`;
