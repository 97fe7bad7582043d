import type { Cell } from './port.js';

/** A number of whatever column type as a double; null stays null. Throws where the cell is no number. */
export const numberOf = (cell: Cell): number | null => {
  if (cell === null) return null;
  const value = typeof cell === 'boolean' || cell === '' ? Number.NaN : Number(cell);
  if (Number.isNaN(value) && !Number.isNaN(cell))
    throw new TypeError('a result cell is not the number it was declared to be');
  return value;
};
