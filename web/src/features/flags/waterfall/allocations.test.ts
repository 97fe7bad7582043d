import { describe, expect, it } from '@jest/globals';
import { attributesIn, attributeValue, moved, newAllocation, withOperator } from './allocations.js';
import { slicesOf } from './words.js';

const variations = [
  { key: 'off', name: '', value: false },
  { key: 'on', name: '', value: true },
];

it('moves an allocation, but not beyond the ends', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
  expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'b', 'c']);
});

it('gives a new allocation a key that is free', () => {
  const first = newAllocation('gate', variations, []);
  const second = newAllocation('gate', variations, [first]);

  expect([first.key, second.key, second.name]).toEqual(['gate', 'gate-2', 'Gate 2']);
});

it('shares a new experiment evenly and serves one variation elsewhere', () => {
  expect(newAllocation('experiment', variations, []).splits).toHaveLength(2);
  expect(newAllocation('gate', variations, []).splits).toEqual([{ variationKey: 'on', weight: 1 }]);
  expect(newAllocation('default', variations, []).splits).toEqual([{ variationKey: 'off', weight: 1 }]);
});

it('shows what passes on beside what is served', () => {
  const allocation = {
    ...newAllocation('experiment', variations, []),
    trafficExposure: 0.8,
    splits: [
      { variationKey: 'off', weight: 3 },
      { variationKey: 'on', weight: 1 },
    ],
  };
  const { slices, passesOn } = slicesOf(allocation);

  expect(slices.map(({ share }) => Math.round(share * 100))).toEqual([60, 20]);
  expect(passesOn).toBeCloseTo(0.2);
});

describe('changing an operator', () => {
  it('keeps the values of a list', () => {
    const changed = withOperator({ attribute: 'country', operator: 'ONE_OF', value: ['US'] }, 'NOT_ONE_OF');

    expect(changed.value).toEqual(['US']);
  });

  it('makes a list of a single value and back', () => {
    const list = withOperator({ attribute: 'a', operator: 'MATCHES', value: 'x' }, 'ONE_OF');

    expect(list.value).toEqual(['x']);
    expect(withOperator(list, 'MATCHES').value).toBe('x');
  });

  it('asks for true or false when only presence matters', () => {
    expect(withOperator({ attribute: 'a', operator: 'GT', value: 3 }, 'IS_NULL').value).toBe(true);
  });

  it('takes a number as a number and a version as text', () => {
    const of = (value: string) => withOperator({ attribute: 'v', operator: 'MATCHES', value }, 'GTE').value;

    expect([of('4.2'), of('4.2.0')]).toEqual([4.2, '4.2.0']);
  });
});

it('reads attributes as they are typed', () => {
  expect(['42', 'true', '"42"', 'US', 'null'].map(attributeValue)).toEqual([42, true, '42', 'US', null]);
});

it('lists each attribute that the rules ask for once', () => {
  const condition = { attribute: 'country', operator: 'ONE_OF', value: ['US'] } as const;
  const gate = { ...newAllocation('gate', variations, []), rules: [{ conditions: [{ ...condition, value: ['US'] }] }] };

  expect(attributesIn([gate, gate])).toEqual(['country']);
});
