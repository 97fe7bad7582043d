import { expect, it } from '@jest/globals';
import { adjustedPercentiles, adjustedRatios } from './adjusted-kinds.js';
import { errorOf, verdictOf, type Cell } from './cells.js';
import { covariates } from './covariates.js';
import { fixedLooks } from './fixed-looks.js';
import { largeArms } from './large-arms.js';
import { ongoing } from './ongoing.js';
import { percentiles } from './percentiles.js';
import { sequences } from './sequences.js';

const failed = (cells: readonly Cell[]): string[] =>
  cells
    .filter((cell) => verdictOf(cell) === 'FAILED')
    .map((cell) => `${cell.group}: ${cell.name}: ${errorOf(cell.tally)}`);

it('keeps the A/A error of every interval and kind of metric', () => {
  const cells = fixedLooks(200, 800);

  expect(failed(cells)).toEqual([]);
  expect(cells.filter((cell) => verdictOf(cell) === 'ok').length).toBeGreaterThan(cells.length / 2);
});

it('keeps sequential errors at any of a hundred looks, and catches a peeked fixed test', () => {
  expect(failed(sequences(150, 100))).toEqual([]);
});

it('keeps sequential errors by the day, by the hour, and while outcomes still come in', () => {
  expect(failed(ongoing(40, 200))).toEqual([]);
});

it('keeps the A/A error where arms are large', () => {
  expect(failed(largeArms(60, 20_000))).toEqual([]);
});

it('covers adjusted ratios and percentiles, and catches ratios without the shared mean', () => {
  expect(failed([...adjustedRatios(800), ...adjustedPercentiles(60)])).toEqual([]);
});

it('warns where a gated cell is wrong too often among those shown, though not among all', () => {
  const cell = { group: 'a', name: 'b', alpha: 0.05, demand: 'at_most' as const };

  expect(verdictOf({ ...cell, tally: { runs: 20_000, hidden: 7000, missed: 800 } })).toBe('warning');
  expect(verdictOf({ ...cell, tally: { runs: 20_000, hidden: 0, missed: 1000 } })).toBe('ok');
  expect(verdictOf({ ...cell, tally: { runs: 20_000, hidden: 0, missed: 1200 } })).toBe('FAILED');
});

it('covers with unequal slopes and arms, and catches the version without the shared mean', () => {
  expect(failed(covariates(400))).toEqual([]);
});

it('covers clustered percentiles, hides those on an atom, and catches independent events', () => {
  const cells = percentiles(60, 400);

  expect(failed(cells)).toEqual([]);
  expect(cells.find((cell) => cell.name.startsWith('price list'))).toMatchObject({ tally: { hidden: 60 } });
});
