import { describe, expect, it } from '@jest/globals';
import { decide, evidenceOf, guardrailOf, nonInferiorityTable, superiorityTable } from './decision.js';
import type { GoodEstimate } from '../estimates/estimate.js';

const anInterval = (low: number, high: number) => ({ kind: 'estimate', low, high }) as GoodEstimate;

describe('given an interval and a desired change', () => {
  it('tells significance and direction', () => {
    expect(evidenceOf(anInterval(0.01, 0.03), 'increase', null)).toBe('significant_positive');
    expect(evidenceOf(anInterval(0.01, 0.03), 'decrease', null)).toBe('significant_negative');
    expect(evidenceOf(anInterval(-0.01, 0.03), 'increase', null)).toBe('neutral');
  });

  it('measures the bad side against the cutoff', () => {
    expect(evidenceOf(anInterval(-0.01, 0.03), 'increase', 0.02)).toBe('limited_downside');
    expect(evidenceOf(anInterval(-0.01, 0.03), 'decrease', 0.02)).toBe('possible_downside');
    expect(guardrailOf(anInterval(-0.05, -0.03), 'increase', 0.02)).toBe('breached');
    expect(guardrailOf(anInterval(-0.05, -0.01), 'increase', 0.02)).toBe('may_exceed');
    expect(guardrailOf(anInterval(-0.01, 0.01), 'increase', 0.02)).toBe('inside');
  });
});

describe('given a decision table', () => {
  const winner = { variation: 'b', primary: 'significant_positive', benefit: 0.02, guardrails: [] } as const;

  it('recommends the best significant treatment', () => {
    const better = { ...winner, variation: 'c', benefit: 0.03 };
    const higher = { variation: 'd', primary: 'neutral', benefit: 0.1, guardrails: [] } as const;

    expect(decide([winner, better, higher], { table: superiorityTable, mayExtend: true })).toMatchObject({
      variation: 'c',
      recommendation: 'roll_out',
    });
  });

  it('is stopped by a guardrail', () => {
    const harmed = { ...winner, guardrails: ['limited_downside', 'significant_negative'] as const };

    expect(decide([harmed], { table: superiorityTable, mayExtend: true })?.recommendation).toBe('do_not_roll_out');
  });

  it('extends the run time only where more looks are free', () => {
    const unclear = {
      variation: 'b',
      primary: 'limited_downside',
      benefit: 0.001,
      guardrails: ['possible_downside'],
    } as const;

    expect(decide([unclear], { table: nonInferiorityTable, mayExtend: true })?.recommendation).toBe('extend_run_time');
    expect(decide([unclear], { table: nonInferiorityTable, mayExtend: false })?.recommendation).toBe('discuss');
  });
});
