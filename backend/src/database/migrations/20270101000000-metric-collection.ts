/** Collections of metrics are definitions too. */
export const up = `
  ALTER TABLE definition DROP CONSTRAINT definition_kind_check;
  ALTER TABLE definition ADD CONSTRAINT definition_kind_check CHECK (
    kind IN (
      'entity', 'assignment_source', 'fact_source', 'metric', 'entry_point', 'segment', 'property_source',
      'metric_collection'
    )
  );
`;

export const down = `
  DELETE FROM definition WHERE kind = 'metric_collection';
  ALTER TABLE definition DROP CONSTRAINT definition_kind_check;
  ALTER TABLE definition ADD CONSTRAINT definition_kind_check CHECK (
    kind IN ('entity', 'assignment_source', 'fact_source', 'metric', 'entry_point', 'segment', 'property_source')
  );
`;
