import { expect, it } from '@jest/globals';
import type { AllocationInput } from '@assay/api-contract';
import type { Flag } from '../flag.js';
import { aDefault, anAllocation, anExperiment, onAndOff } from '../testing/builders.js';
import { findStale } from './stale.js';

const now = new Date('2026-12-31T00:00:00Z');
const long = new Date('2026-11-01T00:00:00Z');
const environment = (key: string, isEnabled: boolean, allocations: readonly AllocationInput[], updatedAt = long) => ({
  ...{ environmentId: key, environment: key, isEnabled, allocations },
  ...{ version: 1, updatedAt },
});
const aFlag = (environments: Flag['environments']): Flag => ({
  ...{ id: 'f', organisationId: 'o', workspaceId: 'w', key: 'checkout', name: 'Checkout', description: '' },
  ...{
    type: 'BOOLEAN',
    variations: onAndOff,
    tags: [],
    owner: '',
    teamId: null,
    metadata: {},
    archivedAt: null,
    version: 1,
    createdAt: long,
    updatedAt: long,
  },
  environments,
});
const inProduction = (...allocations: AllocationInput[]) =>
  findStale([aFlag([environment('production', true, allocations)])], new Set(['production']), 30, now);

const rules = [{ conditions: [{ attribute: 'country', operator: 'ONE_OF' as const, value: ['DE'] }] }];

it.each<[string, AllocationInput[]]>([
  ['an experiment', [anExperiment()]],
  ['a gate with a rule', [anAllocation({ rules }), aDefault()]],
  ['a gate that lets in a part', [anAllocation({ trafficExposure: 0.5 })]],
  ['a gate in a layer', [anAllocation({ layer: { key: 'l', start: 0, end: 5_000 } })]],
  ['a gate that will begin', [anAllocation({ startAt: '2027-01-01T00:00:00Z' })]],
  ['a gate that will end', [anAllocation({ endAt: '2027-01-01T00:00:00Z' })]],
  ['a roll-out with a phase to come', [anAllocation({ phases: [{ at: '2027-01-01T00:00:00Z', trafficExposure: 1 }] })]],
])('keeps a flag with %s', (_, allocations) => {
  expect(inProduction(...allocations)).toEqual([]);
});

it.each<[string, AllocationInput[], string, string | null]>([
  ['serves one variation to all', [aDefault('on'), anExperiment()], 'one_variation', 'on'],
  [
    'serves one to all below what lets nobody in',
    [anAllocation({ trafficExposure: 0 }), aDefault()],
    'one_variation',
    'off',
  ],
  [
    'has an experiment with one weight',
    [
      anExperiment({
        splits: [
          { variationKey: 'on', weight: 1 },
          { variationKey: 'off', weight: 0 },
        ],
      }),
    ],
    'one_variation',
    'on',
  ],
  ['has nothing to serve', [], 'serves_nobody', null],
  ['has ended', [anExperiment({ endAt: '2026-11-20T00:00:00Z' })], 'all_ended', null],
])('finds a flag that %s', (_, allocations, reason, variation) => {
  expect(inProduction(...allocations)).toMatchObject([
    { flag: 'checkout', environment: 'production', reason, variation },
  ]);
});

it('counts from the last change, or from the date that made everybody alike', () => {
  const since = (allocation: AllocationInput) => inProduction(allocation, aDefault())[0]?.since;

  expect(since(anExperiment({ endAt: '2026-11-20T00:00:00Z' }))).toBe('2026-11-20T00:00:00.000Z');
  expect(since(anExperiment({ endAt: '2026-12-20T00:00:00Z' }))).toBeUndefined();
  expect(since(anAllocation({ phases: [{ at: '2026-11-25T00:00:00Z', trafficExposure: 1 }] }))).toBe(
    '2026-11-25T00:00:00.000Z',
  );
  expect(since(anAllocation())).toBe(long.toISOString());
});

it('finds a flag that is off everywhere, and lets one be that is on in a test environment', () => {
  const found = (isOnInTest: boolean, updatedAt = long) =>
    findStale(
      [aFlag([environment('production', false, []), environment('test', isOnInTest, [anExperiment()], updatedAt)])],
      new Set(['production']),
      30,
      now,
    ).map(({ reason, since }) => [reason, since]);

  expect(found(false)).toEqual([['off_everywhere', long.toISOString()]]);
  expect(found(true)).toEqual([]);
  expect(found(false, now)).toEqual([]);
});
