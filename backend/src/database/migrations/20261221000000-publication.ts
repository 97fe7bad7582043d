/** Whether results are compared with those that were published last, and which ones stood when too little changed. */
export const up = `
  ALTER TABLE warehouse_connection ADD COLUMN compares_refreshes boolean NOT NULL DEFAULT true;
  -- The as-of of the results that stand; null: the run has published its own, or has none.
  ALTER TABLE run ADD COLUMN carried_from timestamptz;
`;

export const down = `
  ALTER TABLE run DROP COLUMN carried_from;
  ALTER TABLE warehouse_connection DROP COLUMN compares_refreshes;
`;
