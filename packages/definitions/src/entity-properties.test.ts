import { expect, it } from '@jest/globals';
import { propertySource, subjectProperties } from './entity-properties.js';
import { assignmentSource } from './sources.js';

const accounts = (change: object = {}) => ({
  ...{ name: 'Accounts', entityId: 'user', sql: 'SELECT 1', subjectColumn: 'user_id' },
  properties: [{ name: 'Plan', column: 'plan' }],
  ...change,
});
const problemsOf = (change: object): readonly string[] =>
  propertySource
    .safeParse(accounts(change))
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

const assigned = assignmentSource.parse({
  ...{ name: 'Visits', entityId: 'user', sql: 'SELECT 1', subjectColumn: 'user_id', timestampColumn: 'ts' },
  ...{ experimentKeyColumn: 'experiment', variationColumn: 'variation' },
  properties: [
    { name: 'Country', column: 'country' },
    { name: 'User', column: 'user_id' },
  ],
});

it('adds properties of the entity to those at assignment, which win where two have one name', () => {
  const properties = ['Plan', 'Country', 'User'].map((name) => ({ name, column: name.toLowerCase() }));
  const sources = [
    { ...propertySource.parse(accounts({ properties })), id: 'prs_1' },
    { ...propertySource.parse(accounts({ entityId: 'company' })), id: 'prs_2' },
  ];

  expect(subjectProperties(assigned, sources)).toEqual([
    { name: 'Country', column: 'country', sourceId: null },
    { name: 'Plan', column: 'plan', sourceId: 'prs_1' },
  ]);
});

it('refuses a property that names the subject, two of one name, and none at all', () => {
  expect(problemsOf({ properties: [{ name: 'Id', column: 'user_id' }] })).toEqual([
    'properties.0.column: This column names the subject: split by it, everyone stands alone.',
  ]);
  expect(problemsOf({ properties: [{ name: 'Plan', column: 'a' }, { name: 'Plan', column: 'b' }] })).toEqual([
    'properties: Two properties are called “Plan”.',
  ]); // prettier-ignore
  expect(problemsOf({ properties: [] })).toEqual(['properties: Name at least one property.']);
});
