import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ridge } from './ridge.js';

interface Rows {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const momentsOf = ({ x, y }: Rows) => {
  const columns = (x[0] ?? []).map((_, j) => x.map((row) => row[j] as number));
  const means = columns.map(mean);
  const product = (a: readonly number[], ma: number, b: readonly number[], mb: number): number =>
    a.reduce((sum, value, i) => sum + (value - ma) * ((b[i] as number) - mb), 0);
  return {
    means,
    meanY: mean(y),
    products: columns.flatMap((a, i) =>
      columns.slice(0, i + 1).map((b, j) => product(a, means[i] as number, b, means[j] as number)),
    ),
    cross: columns.map((a, i) => product(a, means[i] as number, y, mean(y))),
  };
};

const numbers = fc.double({ min: -10, max: 10, noNaN: true });
const someRows = fc
  .array(fc.tuple(numbers, numbers, numbers, numbers), { minLength: 12, maxLength: 60 })
  .map((all): Rows => ({ x: all.map(([a, b, c]) => [a, b * 1000, c]), y: all.map((row) => row[3]) }));

it('stands where the penalised sum of squares has no slope', () => {
  fc.assert(
    fc.property(someRows, fc.double({ min: 0.1, max: 100, noNaN: true }), (rows, penalty) => {
      const { products, cross, means, meanY } = momentsOf(rows);
      const beta = ridge(products, cross, [penalty, penalty, penalty]) as number[];
      const intercept = meanY - beta.reduce((sum, b, j) => sum + b * (means[j] as number), 0);
      const residual = rows.x.map(
        (row, i) => (rows.y[i] as number) - intercept - row.reduce((sum, v, j) => sum + v * (beta[j] as number), 0),
      );

      const size = Math.max(1, ...cross.map(Math.abs), ...products.map(Math.abs));
      expect(Math.abs(residual.reduce((sum, r) => sum + r, 0)) / size).toBeLessThan(1e-9);
      beta.forEach((b, j) => {
        const slope = rows.x.reduce((sum, row, i) => sum + (row[j] as number) * (residual[i] as number), 0);
        expect(Math.abs(slope - penalty * b) / size).toBeLessThan(1e-9); // double precision on sums of 60
      });
    }),
    { seed: 20261218, numRuns: 60 },
  );
});

it('is least squares without a penalty', () => {
  const x = [
    [1, 5],
    [2, 3],
    [3, 8],
    [4, 1],
    [5, 9],
  ];
  const { products, cross } = momentsOf({ x, y: x.map(([a = 0, b = 0]) => 7 + 2 * a - 3 * b) });

  const beta = ridge(products, cross, [0, 0]) as number[];

  expect(beta[0]).toBeCloseTo(2, 12);
  expect(beta[1]).toBeCloseTo(-3, 12);
});

it('gives a column that never varies no weight, and shrinks a category by its size', () => {
  expect(ridge([0, 0, 4], [0, 8], [0, 0])).toEqual([0, 2]);
  // A centred 0/1 column with Σ(x − mean)² = 4 and one subject's worth of penalty: 8 / (4 + 1).
  expect(ridge([4], [8], [1])?.[0]).toBeCloseTo(1.6, 12);
});

it('has no answer for columns that are copies of each other, unless they are penalised', () => {
  expect(ridge([1, 1, 1], [1, 1], [0, 0])).toBeNull();
  expect(ridge([1, 1, 1], [1, 1], [1, 1])).toEqual([expect.closeTo(1 / 3, 12), expect.closeTo(1 / 3, 12)]);
});
