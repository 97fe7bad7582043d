import { expect, it } from '@jest/globals';
import { idPattern, newId } from './ids.js';

it('makes ids that sort as they were made', () => {
  const ids = [0, 1, 1_000, 1_700_000_000_000, 1_700_000_000_001].map((time) => newId('flg', new Date(time)));

  expect([...ids].sort()).toEqual(ids);
});

it('makes no id twice in ten thousand of one millisecond', () => {
  const at = new Date();

  expect(new Set(Array.from({ length: 10_000 }, () => newId('flg', at))).size).toBe(10_000);
});

it('makes ids of one shape', () => {
  expect(newId('flg', new Date(0), (size) => Buffer.alloc(size))).toBe('flg_00000000000000000000000000');
  expect(newId('flg')).toMatch(idPattern);
});
