import type { StatementEstimate } from '../../port.js';

const units: Readonly<Record<string, number>> = {
  ...{ B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40, PiB: 2 ** 50, EiB: 2 ** 60 },
};
const bytesOf = (line: string): number | null => {
  const [, digits, unit = ''] = /\bsizeInBytes=([\d.]+(?:E\+?\d+)?) ([KMGTPE]?i?B)\b/.exec(line) ?? [];
  const size = Number(digits) * (units[unit] ?? Number.NaN);
  return Number.isFinite(size) ? Math.round(size) : null;
};

/** A table that was never analysed has this size: the largest 64-bit number, or nearly so. */
const unknownFrom = 2 ** 59;

/**
 * What `EXPLAIN COST` tells: the bytes of the relations that the optimised plan reads, and the rows of its root where the
 * tables have statistics. Lines look like `+- Relation shop.orders[amount#1] parquet, Statistics(sizeInBytes=4.0 KiB)`.
 */
export function estimateFrom(plan: string): StatementEstimate {
  const optimised = plan.split('== Physical Plan ==')[0] ?? '';
  const lines = optimised.split('\n').filter((line) => line.includes('Statistics('));
  const read = lines.filter((line) => /^[\s:|+-]*(?:Streaming)?Relation\b/.test(line)).map(bytesOf);
  const known = read.filter((bytes) => bytes !== null && bytes < unknownFrom) as number[];
  const [, rows] = /\browCount=([\d.]+(?:E\+?\d+)?)/.exec(lines[0] ?? '') ?? [];
  return {
    ...{ basis: 'plan', planCost: null },
    bytesScanned: known.length < read.length ? null : known.reduce((sum, bytes) => sum + bytes, 0),
    rowsReturned: rows === undefined ? null : Math.round(Number(rows)),
  };
}
