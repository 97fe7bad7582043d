/** What of each statement left the warehouse: columns, rows and bytes; null = nothing did. */
export const up = `
  ALTER TABLE run_statement ADD COLUMN egress jsonb;
`;

export const down = `
  ALTER TABLE run_statement DROP COLUMN egress;
`;
