import { expect, it } from '@jest/globals';
import { freeParts, offeredPart } from './parts.js';

it('finds what is free between, before and after the parts that are taken', () => {
  expect(freeParts([])).toEqual([{ start: 0, end: 10_000 }]);
  expect(
    freeParts([
      { start: 6_000, end: 7_000 },
      { start: 1_000, end: 2_000 },
    ]),
  ).toEqual([
    { start: 0, end: 1_000 },
    { start: 2_000, end: 6_000 },
    { start: 7_000, end: 10_000 },
  ]);
});

it('offers the largest part that is free in the environment', () => {
  const use = (environment: string, start: number, end: number) => ({
    ...{ flag: 'f', allocation: 'a', isEnabled: true },
    ...{ environment, start, end },
  });
  const stored = { id: 'l', version: 1, createdAt: '', updatedAt: '' };
  const layer = { ...stored, key: 'top', name: 'Top', description: '', uses: [use('a', 0, 3_000), use('b', 0, 9_000)] };

  expect(offeredPart(layer, 'a')).toEqual({ key: 'top', start: 3_000, end: 10_000 });
});
