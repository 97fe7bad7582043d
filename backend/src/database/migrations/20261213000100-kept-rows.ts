/** Whether a warehouse keeps rows of its sources between refreshes, and what a refresh read again. */
export const up = `
  ALTER TABLE warehouse_connection ADD COLUMN keeps_rows boolean NOT NULL DEFAULT true;
  ALTER TABLE run
    -- Somebody asked to read all sources from the start.
    ADD COLUMN reads_anew boolean NOT NULL DEFAULT false,
    -- Per source the days whose history had changed.
    ADD COLUMN restatements jsonb NOT NULL DEFAULT '[]';
`;

export const down = `
  ALTER TABLE run DROP COLUMN reads_anew, DROP COLUMN restatements;
  ALTER TABLE warehouse_connection DROP COLUMN keeps_rows;
`;
