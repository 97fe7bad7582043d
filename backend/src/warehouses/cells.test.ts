import { expect, it } from '@jest/globals';
import { numberOf } from './cells.js';

it.each([
  [3n, 3],
  ['12.50', 12.5],
  [0.1, 0.1],
  [null, null],
  [Number.NaN, Number.NaN],
])('reads %p as a number', (cell, number) => {
  expect(numberOf(cell)).toBe(number);
});

it.each([['ann@example.org'], [''], [true]])('refuses %p without repeating it', (cell) => {
  expect(() => numberOf(cell)).toThrow(/^a result cell is not the number it was declared to be$/);
});
