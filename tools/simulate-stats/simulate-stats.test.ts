import { expect, it } from '@jest/globals';
import { errorOf, verdictOf, type Cell } from './cells.js';
import { covariates } from './covariates.js';
import { fixedLooks } from './fixed-looks.js';
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

it('covers with unequal slopes and arms, and catches the version without the shared mean', () => {
  expect(failed(covariates(400))).toEqual([]);
});

it('covers clustered percentiles, hides those on an atom, and catches independent events', () => {
  const cells = percentiles(60, 400);

  expect(failed(cells)).toEqual([]);
  expect(cells.find((cell) => cell.name.startsWith('price list'))).toMatchObject({ tally: { hidden: 60 } });
});
