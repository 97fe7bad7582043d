import { expect, it } from '@jest/globals';
import type { AllocationInput, FlagEnvironmentInput } from '@assay/api-contract';
import { changesBetween } from './diff.js';

const anAllocation = (over: Partial<AllocationInput> = {}): AllocationInput => ({
  key: 'test',
  name: 'Checkout test',
  kind: 'experiment',
  rules: [],
  audiences: [],
  trafficExposure: 0.8,
  splits: [
    { variationKey: 'a', weight: 1 },
    { variationKey: 'b', weight: 1 },
  ],
  startAt: null,
  endAt: null,
  phases: [],
  layer: null,
  switchback: null,
  requires: [],
  holdout: null,
  shipped: null,
  ...over,
});
const anEnvironment = (...allocations: AllocationInput[]): FlagEnvironmentInput => ({ isEnabled: true, allocations });

it('says only what differs', () => {
  const before = anEnvironment(anAllocation());
  const after = anEnvironment(anAllocation({ trafficExposure: 1 }));

  expect(changesBetween(before, after)).toEqual([
    { kind: 'del', text: 'Checkout test · traffic 80%' },
    { kind: 'add', text: 'Checkout test · traffic 100%' },
  ]);
});

it('has nothing to say of weights in another unit', () => {
  const after = anEnvironment(
    anAllocation({
      splits: [
        { variationKey: 'a', weight: 50 },
        { variationKey: 'b', weight: 50 },
      ],
    }),
  );

  expect(changesBetween(anEnvironment(anAllocation()), after)).toEqual([]);
});

it('says when the order changes, for the first match wins', () => {
  const [first, second] = [anAllocation(), anAllocation({ key: 'gate', name: 'Staff' })];

  expect(changesBetween(anEnvironment(first, second), anEnvironment(second, first))).toEqual([
    { kind: 'del', text: 'Order: Checkout test, Staff' },
    { kind: 'add', text: 'Order: Staff, Checkout test' },
  ]);
});

it('says that an environment is switched', () => {
  const on = anEnvironment();

  expect(changesBetween(on, { ...on, isEnabled: false })).toEqual([
    { kind: 'del', text: 'Switched on' },
    { kind: 'add', text: 'Switched off' },
  ]);
});
