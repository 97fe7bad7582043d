import { expect, it } from '@jest/globals';
import { noEgress, withPage } from './egress.js';

const declared = [
  { name: 'variation', type: 'key', allowed: ['a'] },
  { name: 'n', type: 'number' },
] as const;
const columns = [
  { name: 'VARIATION', type: 'text', nativeType: 'VARCHAR' },
  { name: 'N', type: 'integer', nativeType: 'NUMBER(38,0)' },
] as const;

it('adds up the rows and bytes of all pages, and says what each column holds', () => {
  const first = withPage(noEgress, declared, columns, [
    ['é', 12n],
    ['a', null],
  ]);

  const both = withPage(first, declared, columns, [['a', 3n]]);

  expect(both).toEqual({
    columns: [
      { name: 'variation', type: 'VARCHAR', holds: 'key' },
      { name: 'n', type: 'NUMBER(38,0)', holds: 'number' },
    ],
    rows: 3,
    bytes: 2 + 2 + 1 + 1 + 1,
  });
});
