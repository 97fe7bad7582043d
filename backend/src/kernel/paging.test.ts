import { expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor, pageOf } from './paging.js';

it('gives a cursor only while there is more', () => {
  const rows = [1, 2, 3].map((id) => ({ id }));

  expect(pageOf(rows, 3, ({ id }) => [id])).toEqual({ items: rows, next: null });
  expect(pageOf(rows, 2, ({ id }) => [id])).toEqual({ items: rows.slice(0, 2), next: encodeCursor([2]) });
  expect(pageOf([], 2, () => ['x'])).toEqual({ items: [], next: null });
});

it('reads back the key that a cursor was made of', () => {
  expect(decodeCursor(encodeCursor(['2026-11-02T09:00:00.000Z', 'flg_ü']), ['text', 'text'])).toEqual([
    '2026-11-02T09:00:00.000Z',
    'flg_ü',
  ]);
  expect(decodeCursor(encodeCursor([7]), ['number'])).toEqual([7]);
  expect([decodeCursor(null), decodeCursor(undefined), decodeCursor('')]).toEqual([null, null, null]);
});

it.each([
  'garbage',
  encodeCursor([1]),
  encodeCursor(['a', 'b']),
  encodeCursor(['a\0']),
  encodeCursor(['x'.repeat(401)]),
  Buffer.from('{"0":"a","length":1}').toString('base64url'),
  Buffer.from('null').toString('base64url'),
])('refuses the cursor %s', (cursor) => {
  expect(() => decodeCursor(cursor)).toThrow('the `next` of the page before');
});

it('refuses a number that is not whole', () => {
  expect(() => decodeCursor(encodeCursor([1.5]), ['number'])).toThrow('cursor');
});
