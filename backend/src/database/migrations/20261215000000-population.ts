/** Entry points and segments are definitions too. */
export const up = `
  ALTER TABLE definition DROP CONSTRAINT definition_kind_check;
  ALTER TABLE definition ADD CONSTRAINT definition_kind_check
    CHECK (kind IN ('entity', 'assignment_source', 'fact_source', 'metric', 'entry_point', 'segment'));
`;

export const down = `
  DELETE FROM definition WHERE kind IN ('entry_point', 'segment');
  ALTER TABLE definition DROP CONSTRAINT definition_kind_check;
  ALTER TABLE definition ADD CONSTRAINT definition_kind_check
    CHECK (kind IN ('entity', 'assignment_source', 'fact_source', 'metric'));
`;
