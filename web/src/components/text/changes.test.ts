import { expect, it } from '@jest/globals';
import { changesOf } from './changes.js';

it('names only the leaves that differ', () => {
  expect(
    changesOf({ name: 'A', cap: { at: 99 }, tags: ['x'] }, { name: 'A', cap: { at: 95 }, tags: ['x', 'y'] }),
  ).toEqual([
    { path: 'cap.at', before: '99', after: '95' },
    { path: 'tags.1', before: null, after: '"y"' },
  ]);
});

it('shows all of what is new and all of what is gone', () => {
  expect(changesOf(null, { name: 'A' })).toEqual([{ path: 'name', before: null, after: '"A"' }]);
  expect(changesOf({ name: 'A' }, null)).toEqual([{ path: 'name', before: '"A"', after: null }]);
});

it('tells an empty list from none', () => {
  expect(changesOf({ rules: [] }, {})).toEqual([{ path: 'rules', before: '[]', after: null }]);
});

it('tells items of a list apart by their key', () => {
  const [gate, rest] = [
    { key: 'gate', exposure: 1 },
    { key: 'rest', exposure: 1 },
  ];

  expect(changesOf([rest], [gate, rest]).map(({ path }) => path)).toEqual(['gate.key', 'gate.exposure']);
});
