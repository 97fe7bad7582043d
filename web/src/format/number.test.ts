import { describe, expect, it } from '@jest/globals';
import {
  formatBytes,
  formatCount,
  formatEffect,
  formatLevel,
  formatLift,
  formatNumber,
  formatP,
  formatValues,
  plural,
  type EffectStyle,
} from './index.js';

const amount = { isBinary: false, displayStyle: 'decimal', kind: 'simple' } as const;
const share = { isBinary: true, displayStyle: 'decimal', kind: 'simple' } as const;

describe('values', () => {
  it('groups the thousands of a count', () => {
    expect(formatCount(214_806)).toBe('214,806');
  });

  it('keeps the whole part of a large number and four digits of a small one', () => {
    expect([formatNumber(48_127.6), formatNumber(3.14159), formatNumber(0.0031249)]).toEqual([
      '48,128',
      '3.142',
      '0.003125',
    ]);
  });

  it('shows a dash for what is no number', () => {
    expect(formatNumber(Number.NaN)).toBe('–');
  });

  it('gives the values of one metric the same decimals', () => {
    expect(formatValues([23.4, 24.18], amount)).toEqual(['23.40', '24.18']);
  });

  it('shows a 0/1 metric as a share', () => {
    expect(formatValues([0.0481, 0.0497], share)).toEqual(['4.81%', '4.97%']);
  });

  it('shows a withheld value as a dash beside its sibling', () => {
    expect(formatValues([null, 1234.5], amount)).toEqual(['–', '1,235']);
  });

  it('says one of one and many of many', () => {
    expect([plural(1, 'metric'), plural(6, 'metric'), plural(0, 'metric')]).toEqual([
      '1 metric',
      '6 metrics',
      '0 metrics',
    ]);
  });

  it('counts bytes by thousands', () => {
    expect([formatBytes(999), formatBytes(41_200_000_000)]).toEqual(['999 B', '41.2 GB']);
  });
});

describe('effects', () => {
  const relative: EffectStyle = { ...amount, effect: 'relative' };

  it('signs a lift, with a true minus', () => {
    expect([formatLift(0.033), formatLift(-0.126), formatLift(0)]).toEqual(['+3.3%', '−12.6%', '0.000%']);
  });

  it('gives what rounds to zero no sign', () => {
    expect(formatLift(-0.0000001, 1)).toBe('0.0%');
  });

  it('gives a lift and its bounds the same decimals', () => {
    expect(formatEffect({ lift: 0.03, low: -0.0004, high: 0.05 }, relative)).toEqual({
      lift: '+3.0%',
      low: '0.0%',
      high: '+5.0%',
    });
  });

  it('shows more decimals where the whole interval is small', () => {
    expect(formatEffect({ lift: 0.0004, low: 0.0001, high: 0.0007 }, relative).lift).toBe('+0.040%');
  });

  it('shows a difference of shares in percentage points', () => {
    const { lift } = formatEffect({ lift: 0.0016, low: 0.0003, high: 0.0029 }, { ...share, effect: 'absolute' });

    expect(lift.replace(/\s/u, ' ')).toBe('+0.160 pp');
  });

  it('shows a difference of amounts in their own unit', () => {
    const effect = formatEffect({ lift: 0.77, low: 0.33, high: 1.21 }, { ...amount, effect: 'absolute' });

    expect(effect).toEqual({ lift: '+0.77', low: '+0.33', high: '+1.21' });
  });
});

describe('evidence', () => {
  it('shows p with the digits that matter', () => {
    expect([0.711, 0.0114, 0.0004, 0.00001, 0.9999].map(formatP)).toEqual([
      'p 0.71',
      'p 0.011',
      'p 0.0004',
      'p <0.0001',
      'p >0.999',
    ]);
  });

  it('shows a level without needless decimals', () => {
    expect([formatLevel(0.95), formatLevel(0.999), formatLevel(0.9)]).toEqual(['95%', '99.9%', '90%']);
  });
});
