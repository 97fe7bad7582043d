/** Whether each statement that returns rows is written down in the customer's own scratch schema. */
export const up = `
  ALTER TABLE warehouse_connection ADD COLUMN ledger boolean NOT NULL DEFAULT false;
`;

export const down = `
  ALTER TABLE warehouse_connection DROP COLUMN ledger;
`;
