import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { problemsOf, readFolder } from './folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-folder-'));
  mkdirSync(join(folder, 'shop'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const source = `
fact_sources:
  - name: Orders
    sql: SELECT * FROM orders
    timestamp_column: ordered_at
    entities: [{ entity_name: User, column: subject }]
    facts: [{ name: Order amount, column: amount }]
`;
const metric = (fact: string, more = ''): string => `
metrics:
  - name: Revenue
    entity: User
    numerator: { fact_name: ${fact}, operation: sum${more} }
`;
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

it('reads the files of a folder together', () => {
  write('sources.yaml', source);
  write('shop/metrics.yml', metric('Order amount'));
  write('notes.txt', 'not: [read');

  const read = readFolder(folder);

  expect(problemsOf(read)).toEqual([]);
  expect([read.fact_sources.length, read.metrics.length]).toEqual([1, 1]);
});

it.each([
  [
    'a fact that no file has',
    metric('Refund'),
    'shop/metrics.yml: metric “Revenue”: numerator.fact_name: There is no fact “Refund”.',
  ],
  [
    'a parameter of another operation',
    metric('Order amount', ', retention_threshold_days: 3'),
    'shop/metrics.yml: metric “Revenue”: numerator.retention_threshold_days: Only retention takes it.',
  ],
  ['a misspelt field', metric('Order amount', ', filter: []'), /^shop\/metrics\.yml: metrics\.0\.numerator: .*filter/],
  ['YAML that is none', 'metrics: [', /^shop\/metrics\.yml: .*line/],
  ['a list at the top', '- metrics', /^shop\/metrics\.yml: .*object/],
])('names the file and the object of %s', (_name, text, expected) => {
  write('sources.yaml', source);
  write('shop/metrics.yml', text);

  const problems = problemsOf(readFolder(folder));

  expect(problems).toEqual([typeof expected === 'string' ? expected : expect.stringMatching(expected)]);
});

it('says so when there is nothing to read', () => {
  expect(problemsOf(readFolder(folder))).toEqual([expect.stringContaining('holds no definitions')]);
});

it('puts the prefix before names, and leaves references as they are', () => {
  write('all.yaml', source + metric('Order amount'));

  const read = readFolder(folder, { prefix: 'branch' });

  expect(read.fact_sources[0]?.name).toBe('[branch] Orders');
  expect(read.metrics[0]).toMatchObject({ name: '[branch] Revenue', numerator: { fact_name: 'Order amount' } });
  expect(problemsOf(read)).toEqual([]);
});

const model = (columns: string): string => `
models:
  - name: untagged
  - name: orders
    tags: [assay_fact_source]
    columns:
${columns}`;

it('makes fact sources of tagged dbt models', () => {
  write(
    'models.yml',
    model(`
      - { name: subject, tags: ['assay_entity:User'] }
      - { name: ordered_at, tags: [eppo_timestamp] }
      - { name: amount, description: Paid, tags: [assay_fact] }
      - { name: status, tags: [assay_property] }
      - { name: note }`),
  );

  const read = readFolder(folder, { dbtModelPrefix: 'db.shop' });

  expect(problemsOf(read)).toEqual([]);
  expect(read.fact_sources).toEqual([
    {
      name: 'orders',
      sql: 'SELECT subject, ordered_at, amount, status FROM db.shop.orders',
      timestamp_column: 'ordered_at',
      entities: [{ entity_name: 'User', column: 'subject' }],
      facts: [{ name: 'amount', column: 'amount', description: 'Paid' }],
      properties: [{ name: 'status', column: 'status' }],
    },
  ]);
});

it.each([
  ["      - { name: subject, tags: ['assay_entity:User'] }", 'exactly one column needs the tag assay_timestamp'],
  ['      - { name: t, tags: [assay_timestamp] }', 'at least one column needs a tag assay_entity'],
  ['      - { name: t, tags: [assay_timestamp, assay_fact] }', 'the column t has several roles'],
])('names the model that is tagged wrongly', (columns, expected) => {
  write('models.yml', model(columns));

  expect(problemsOf(readFolder(folder, { dbtModelPrefix: 'db.shop' }))).toEqual([
    expect.stringMatching(new RegExp(`^models\\.yml: model orders: ${expected}`)),
  ]);
});
