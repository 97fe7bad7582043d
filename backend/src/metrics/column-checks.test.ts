import { expect, it } from '@jest/globals';
import { assignmentSource } from '@assay/definitions';
import { mappedByAssignmentSource, problemsOfColumns } from './column-checks.js';
import type { SourceColumn } from './definition.js';

const column = (name: string, type: SourceColumn['type'] = 'text'): SourceColumn => ({
  name,
  type,
  nativeType: type.toUpperCase(),
});
const columns = [column('subject'), column('at', 'timestamp_tz'), column('experiment'), column('variation')];
const source = assignmentSource.parse({
  name: 'A',
  entityId: 'ent_1',
  sql: 'SELECT 1',
  subjectColumn: 'subject',
  timestampColumn: 'at',
  experimentKeyColumn: 'experiment',
  variationColumn: 'variation',
});

it('finds nothing wrong where every mapped column is returned once', () => {
  expect(problemsOfColumns(mappedByAssignmentSource(source), columns)).toEqual([]);
});

it('names a column that is missing and those that there are', () => {
  const mapped = mappedByAssignmentSource({ ...source, properties: [{ name: 'Country', column: 'country' }] });

  expect(problemsOfColumns(mapped, columns)).toEqual([
    {
      path: 'properties.0.column',
      message: 'The SQL returns no column “country”. It returns: subject, at, experiment, variation.',
    },
  ]);
});

it('refuses a column that is returned twice', () => {
  expect(problemsOfColumns(mappedByAssignmentSource(source), [...columns, column('subject')])).toEqual([
    { path: 'subjectColumn', message: 'The SQL returns two columns called “subject”: give one an alias.' },
  ]);
});

it.each(['text', 'integer', 'decimal', 'float', 'boolean'] as const)('refuses %s as the time', (type) => {
  const timed = columns.map((one) => (one.name === 'at' ? column('at', type) : one));

  expect(problemsOfColumns(mappedByAssignmentSource(source), timed)).toMatchObject([{ path: 'timestampColumn' }]);
});

it.each(['date', 'timestamp', 'other'] as const)('accepts %s as the time', (type) => {
  const timed = columns.map((one) => (one.name === 'at' ? column('at', type) : one));

  expect(problemsOfColumns(mappedByAssignmentSource(source), timed)).toEqual([]);
});
