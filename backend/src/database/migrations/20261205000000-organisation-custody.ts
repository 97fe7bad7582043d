/** What an organisation lets leave its warehouses: how small a group may be, and whether previews show rows. */
export const up = `
  ALTER TABLE organisation
    ADD COLUMN minimum_contributors integer NOT NULL DEFAULT 10 CHECK (minimum_contributors BETWEEN 5 AND 1000),
    ADD COLUMN preview_rows boolean NOT NULL DEFAULT true;
`;

export const down = `
  ALTER TABLE organisation DROP COLUMN minimum_contributors, DROP COLUMN preview_rows;
`;
