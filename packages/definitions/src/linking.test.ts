import { describe, expect, it } from '@jest/globals';
import { analysedBy, entitiesOf, misfitOf, propertiesToSplit, subjectLink } from './linking.js';
import { metric } from './metric.js';
import { assignmentSource, type AssignmentSource } from './sources.js';

const visits = (more: object = {}): AssignmentSource =>
  assignmentSource.parse({
    ...{ name: 'Visits', entityId: 'visitor', sql: 'SELECT 1', subjectColumn: 'visitor_id', timestampColumn: 'ts' },
    ...{ experimentKeyColumn: 'experiment', variationColumn: 'variation' },
    secondaryIds: [
      { entityId: 'user', column: 'user_id' },
      { entityId: 'email', column: 'address' },
    ],
    ...more,
  });
const facts = (...entities: readonly string[]) => ({
  name: 'Orders',
  entities: entities.map((entityId) => ({ entityId, column: `key of ${entityId}` })),
});
const problemsOf = (more: object): readonly string[] => {
  const { error } = assignmentSource.safeParse({ ...visits(), ...more });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
};

it('links facts by the subject where they know it, else by the first secondary id that they know', () => {
  expect(subjectLink(visits(), facts('user', 'visitor'))).toEqual({ column: 'key of visitor', secondaryId: null });
  expect(subjectLink(visits(), facts('email', 'user'))).toEqual({
    column: 'key of user',
    secondaryId: { entityId: 'user', column: 'user_id' },
  });
  expect(subjectLink(visits(), facts('company'))).toBeNull();
});

it('takes metrics of the entity that is assigned and of the secondary ids', () => {
  expect(entitiesOf(visits())).toEqual(['visitor', 'user', 'email']);
});

it('splits by no property that holds keys', () => {
  const properties = ['visitor_id', 'user_id', 'country'].map((column) => ({ name: column, column }));

  expect(propertiesToSplit(visits({ properties })).map(({ name }) => name)).toEqual(['country']);
});

it('refuses a secondary id of the assigned entity, and two of one entity', () => {
  const id = { entityId: 'user', column: 'user_id' };

  expect(problemsOf({ secondaryIds: [{ entityId: 'visitor', column: 'x' }] })).toEqual([
    'secondaryIds.0.entityId: This is the entity that is assigned: a secondary id is of another one.',
  ]);
  expect(problemsOf({ secondaryIds: [id, id] })).toEqual([
    'secondaryIds.1.entityId: This entity has a secondary id already: name each entity once.',
  ]);
  expect(problemsOf({ secondaryIds: [{ entityId: 'user', column: '' }] })).toEqual([
    'secondaryIds.0.column: Choose a column.',
  ]);
});

it('reads a source that was saved before there were secondary ids', () => {
  const { secondaryIds: _, ...before } = visits();

  expect(assignmentSource.parse(before).secondaryIds).toEqual([]);
});

describe('given users as the members of clusters', () => {
  const analysed = analysedBy(visits(), { analysedEntityId: 'user' });
  const sum = { factId: 'f', operation: 'sum' };
  const misfit = (definition: object, source = facts('user')): string | null =>
    misfitOf(metric.parse({ name: 'Paid', entityId: 'user', ...definition }), analysed, () => source);

  it('takes metrics of users alone, and reads them by users', () => {
    expect(entitiesOf(analysed)).toEqual(['user']);
    expect(subjectLink(analysed, facts('visitor', 'user'))).toEqual({ column: 'key of user', secondaryId: null });
    expect(subjectLink(analysed, facts('visitor'))).toBeNull();
  });

  it('takes means, ratios and counts of distinct values', () => {
    const distinct = { factId: 'f', operation: 'count_distinct' };
    expect(misfit({ kind: 'simple', numerator: distinct })).toBeNull();
    expect(misfit({ kind: 'ratio', numerator: sum, denominator: distinct })).toBeNull();
  });

  it('refuses percentiles and funnels', () => {
    const steps = [
      { name: 'a', factId: 'f' },
      { name: 'b', factId: 'g' },
    ];
    expect(misfit({ kind: 'funnel', funnel: { steps } })).toBe(
      '“Paid” is a funnel, which is not analysed by cluster: choose a mean or a ratio.',
    );
    expect(misfit({ kind: 'percentile', percentile: { factId: 'f', percentile: 0.9 } })).toMatch(/is a percentile,/);
  });

  it('are the assigned themselves where no other entity is analysed', () => {
    expect(entitiesOf(analysedBy(visits(), { analysedEntityId: null }))).toEqual(['visitor', 'user', 'email']);
  });
});

describe('given slots of a schedule', () => {
  const assigned = analysedBy(visits({ secondaryIds: [], untilColumn: 'ends' }), { analysedEntityId: null });
  const sum = { factId: 'f', operation: 'sum' };
  const misfit = (definition: object): string | null =>
    misfitOf(metric.parse({ name: 'Paid', entityId: 'visitor', ...definition }), assigned, () => facts('visitor'));
  const refused = [
    ['a conversion', { kind: 'simple', numerator: { ...sum, operation: 'conversion', conversionDays: 1 } }],
    ['a retention', { kind: 'simple', numerator: { ...sum, operation: 'retention', retentionDays: 1 } }],
    ['a percentile', { kind: 'percentile', percentile: { factId: 'f', percentile: 0.5 } }],
    [
      'a time window',
      { kind: 'ratio', numerator: sum, denominator: { ...sum, window: { start: 0, end: 2, unit: 'hours' } } },
    ],
    [
      'a time window',
      {
        kind: 'simple',
        numerator: {
          ...{ factId: 'f', operation: 'threshold' },
          threshold: { of: 'count', comparison: 'gt', value: 1, within: { value: 1, unit: 'days' } },
        },
      },
    ],
  ] as const;

  it.each(refused)('refuses %s, whose clock is that of one subject', (what, definition) => {
    expect(misfit(definition)).toContain(`${what}, which slots of a schedule are not judged by.`);
  });

  it('takes sums, ratios and counts of distinct values', () => {
    expect(misfit({ kind: 'ratio', numerator: sum, denominator: { ...sum, operation: 'count' } })).toBeNull();
    expect(misfit({ kind: 'simple', numerator: { ...sum, operation: 'count_distinct' } })).toBeNull();
  });

  it('knows nothing of units beside the schedule', () => {
    const ends = { untilColumn: 'ends' };
    expect(problemsOf({ ...ends, secondaryIds: [{ entityId: 'user', column: 'u' }] })).toEqual([
      'secondaryIds: A schedule is of units alone: leave this empty, or name no column of the end.',
    ]);
    expect(problemsOf({ ...ends, secondaryIds: [], properties: [{ name: 'Country', column: 'c' }] })).toEqual([
      'properties: A schedule is of units alone: leave this empty, or name no column of the end.',
    ]);
  });
});

describe('given facts that know users alone', () => {
  const users = facts('user');
  const sum = { factId: 'f', operation: 'sum' };
  const distinct = { factId: 'f', operation: 'count_distinct' };
  const base = { name: 'Paid', entityId: 'user' };
  const misfit = (definition: object, source = users): string | null =>
    misfitOf(metric.parse({ ...base, ...definition }), visits(), () => source);

  it('takes sums, ratios and percentiles', () => {
    expect(misfit({ kind: 'simple', numerator: sum })).toBeNull();
    expect(misfit({ kind: 'ratio', numerator: sum, denominator: { factId: 'f', operation: 'count' } })).toBeNull();
    expect(misfit({ kind: 'percentile', percentile: { factId: 'f', percentile: 0.9 } })).toBeNull();
  });

  it('refuses funnels and counts of distinct values, also below the line', () => {
    const steps = [
      { name: 'a', factId: 'f' },
      { name: 'b', factId: 'g' },
    ];

    expect(misfit({ kind: 'funnel', funnel: { steps } })).toMatch(/by a secondary id, and a funnel needs/);
    expect(misfit({ kind: 'simple', numerator: distinct })).toMatch(/a count of distinct values needs/);
    expect(misfit({ kind: 'ratio', numerator: sum, denominator: distinct })).toMatch(/a count of distinct values/);
  });

  it('takes both where the facts know the subject too', () => {
    expect(misfit({ kind: 'simple', numerator: distinct }, facts('user', 'visitor'))).toBeNull();
  });

  it('refuses facts that know nobody of the experiment', () => {
    expect(misfit({ kind: 'simple', numerator: sum }, facts('company'))).toBe(
      "“Paid” reads “Orders”, which has no column of the experiment's entity.",
    );
  });
});
