import { describe, expect, it } from '@jest/globals';
import { axisOf, isAbove, positionOn } from './axis.js';

describe('given ordinary intervals', () => {
  const axis = axisOf([
    { low: 0.014, high: 0.052 },
    { low: -0.144, high: -0.108 },
    { low: -0.02, high: 0.03 },
  ]);

  it('holds zero and every interval', () => {
    expect(axis.low).toBeLessThan(-0.144);
    expect(axis.high).toBeGreaterThan(0.052);
    expect(axis.ticks).toContain(0);
  });

  it('has round ticks, a handful of them', () => {
    expect(axis.ticks.length).toBeGreaterThanOrEqual(4);
    expect(axis.ticks.length).toBeLessThanOrEqual(8);
    expect(axis.ticks.every((tick) => Math.abs(tick * 40 - Math.round(tick * 40)) < 1e-9)).toBe(true);
  });
});

it('cuts an interval that is far wider than the others instead of flattening them', () => {
  const axis = axisOf([
    { low: -0.02, high: 0.03 },
    { low: 0.01, high: 0.05 },
    { low: -0.4, high: 1.4 },
  ]);

  expect(isAbove(axis, 1.4)).toBe(true);
  expect(axis.high).toBeLessThan(0.3);
});

it('holds a cutoff that is near', () => {
  expect(axisOf([{ low: 0.01, high: 0.03 }], [-0.02]).low).toBeLessThan(-0.02);
});

it('has an axis for nothing at all', () => {
  const axis = axisOf([]);

  expect(axis.low).toBeLessThan(0);
  expect(axis.ticks).toContain(0);
});

it('puts what lies beyond the axis at its end', () => {
  const axis = { low: -0.1, high: 0.1, ticks: [] };

  expect([positionOn(axis, -0.5), positionOn(axis, 0), positionOn(axis, 3)]).toEqual([0, 50, 100]);
});
