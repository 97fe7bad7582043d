import { describe, expect, it } from '@jest/globals';
import { correctionOf, predicted, refusalOf, warningOf } from './cost.js';

const sample = (estimated: number, actual: number) => ({ estimated, actual });

describe('given statements that have run', () => {
  it('learns the median of actual over estimated', () => {
    expect(correctionOf([sample(10, 20), sample(10, 30), sample(1, 1000)])).toEqual({ factor: 3, statements: 3 });
    expect(correctionOf([sample(10, 20), sample(10, 30), sample(10, 40), sample(1, 9)])).toEqual({
      factor: 3.5,
      statements: 4,
    });
  });

  it('learns nothing from fewer than three, or from estimates of nothing', () => {
    expect(correctionOf([sample(10, 20), sample(10, 30), sample(0, 30)])).toBeNull();
  });
});

it('takes bytes as the engine says them, and no time from units that were never timed', () => {
  const none = { bytes: null, seconds: null };
  const learned = { bytes: { factor: 2, statements: 9 }, seconds: { factor: 0.5, statements: 9 } };

  expect(predicted({ bytesScanned: 100, planCost: 40 }, none)).toEqual({ bytes: 100, seconds: 0 });
  expect(predicted({ bytesScanned: 100, planCost: 40 }, learned)).toEqual({ bytes: 200, seconds: 20 });
});

describe('given a budget of 1 GB and 60 s a day', () => {
  const budget = { dailyBytes: 1e9, dailySeconds: 60 };
  const nothing = { bytes: 0, seconds: 0 };

  it('allows what stays inside, the limit included', () => {
    expect(refusalOf(budget, { bytes: 4e8, seconds: 10 }, { bytes: 6e8, seconds: 50 })).toBeNull();
  });

  it('refuses what would go beyond, with the figures and what to do', () => {
    expect(refusalOf(budget, { bytes: 4e8, seconds: 10 }, { bytes: 7e8, seconds: 1 })).toMatch(
      /^The day’s budget of bytes is 1 GB: 400 MB are spent and this statement takes about 700 MB\. Raise the budget/,
    );
  });

  it('refuses everything once it is spent, however little is known of the next statement', () => {
    expect(refusalOf(budget, { bytes: 0, seconds: 60 }, nothing)).toMatch(/budget of time is 60 s: 60 s are spent\. /);
  });

  it('knows no limit where there is none', () => {
    expect(refusalOf({ dailyBytes: null, dailySeconds: null }, { bytes: 1e15, seconds: 1e6 }, nothing)).toBeNull();
  });
});

describe('given a source that names no partition column', () => {
  const source = { isPartitioned: false };

  it('warns where each scan reads much', () => {
    expect(warningOf(source, 2, { bytes: 4e9, seconds: 2 })).toMatch(/Name the column/);
    expect(warningOf(source, 2, { bytes: 0, seconds: 80 })).toMatch(/Name the column/);
  });

  it('says nothing of a small one, or of one that is partitioned', () => {
    expect(warningOf(source, 100, { bytes: 4e9, seconds: 80 })).toBeNull();
    expect(warningOf({ isPartitioned: true }, 1, { bytes: 4e12, seconds: 8000 })).toBeNull();
  });
});
