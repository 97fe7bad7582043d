/** Sources of properties that entities have whenever they are assigned. */
export const up = `
  ALTER TABLE definition DROP CONSTRAINT definition_kind_check;
  ALTER TABLE definition ADD CONSTRAINT definition_kind_check CHECK (
    kind IN ('entity', 'assignment_source', 'fact_source', 'metric', 'entry_point', 'segment', 'property_source')
  );
`;

export const down = `
  DELETE FROM definition WHERE kind = 'property_source';
  ALTER TABLE definition DROP CONSTRAINT definition_kind_check;
  ALTER TABLE definition ADD CONSTRAINT definition_kind_check
    CHECK (kind IN ('entity', 'assignment_source', 'fact_source', 'metric', 'entry_point', 'segment'));
`;
