/** Experiments have tags, an owner and metadata as flags do; a metadata field says of what it is asked. */
export const up = `
  ALTER TABLE metadata_field ADD COLUMN applies_to jsonb NOT NULL DEFAULT '["flag"]';
  ALTER TABLE experiment
    ADD COLUMN tags jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN owner text NOT NULL DEFAULT '',
    ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}';
`;

export const down = `
  ALTER TABLE experiment DROP COLUMN tags, DROP COLUMN owner, DROP COLUMN metadata;
  ALTER TABLE metadata_field DROP COLUMN applies_to;
`;
