import { expect, it } from '@jest/globals';
import type { AllocationInput } from '@assay/api-contract';
import { compile, explain } from '@assay/flag-evaluation';
import fc from 'fast-check';
import { checkAllocations } from '../checks/allocations.js';
import { compileRegex } from '../checks/pattern.js';
import { anExperiment, onAndOff } from '../testing/builders.js';
import { writeFlag } from '../ufc.js';
import { cellsOf, countsOf, slotsOf, type Switchback } from './switchback.js';

const hour = 3_600_000;
const start = Date.parse('2026-03-01T00:00:00Z');
const cities = ['Berlin', 'Oslo', "L'Aquila", '東京'];

const aSwitchback = (change: Partial<AllocationInput> = {}): Switchback =>
  anExperiment({
    startAt: new Date(start).toISOString(),
    endAt: new Date(start + 48 * hour).toISOString(),
    switchback: { attribute: 'city', units: cities, slotMinutes: 60 },
    ...change,
  }) as Switchback;

const decide = (allocation: AllocationInput, city: string | null, now: number, subject = 'u1'): string | null => {
  const flag = {
    key: 'fees',
    type: 'BOOLEAN',
    variations: onAndOff,
    isEnabled: true,
    allocations: [allocation],
  } as const;
  const ruleset = compile(
    { createdAt: '', format: 'SERVER', environment: { name: 'Test' }, flags: { fees: writeFlag(flag) } },
    { compileRegex },
  );
  const attributes = city === null ? {} : { city };
  return explain(ruleset, 'fees', null, { key: subject, attributes, now }).evaluation.variationKey;
};

it('gives every unit at every instant what its schedule says, whoever the subject is', () => {
  const allocation = aSwitchback();
  const cells = cellsOf('fees', allocation);

  fc.assert(
    fc.property(
      fc.nat(cells.length - 1),
      fc.integer({ min: 1, max: hour - 1 }),
      fc.string({ minLength: 1 }),
      (at, into, subject) => {
        const { unit, startAt, variation } = cells[at]!;
        expect(decide(allocation, unit, Date.parse(startAt) + into, subject)).toBe(variation);
      },
    ),
  );
});

it('gives nothing to other units, without the attribute, before and after', () => {
  const allocation = aSwitchback();

  expect(decide(allocation, 'Rome', start + hour)).toBeNull();
  expect(decide(allocation, null, start + hour)).toBeNull();
  expect(decide(allocation, 'Oslo', start - 1)).toBeNull();
  expect(decide(allocation, 'Oslo', start + 48 * hour + 1)).toBeNull();
});

it('has each variation once per unit in each block of slots', () => {
  const three = ['on', 'off', 'more'].map((variationKey) => ({ variationKey, weight: 1 }));
  const cells = cellsOf('fees', aSwitchback({ splits: three }));

  for (const unit of cities) {
    const served = cells.filter((cell) => cell.unit === unit).map(({ variation }) => variation);
    expect(served).toHaveLength(48);
    for (let at = 0; at < 48; at += 3) expect(new Set(served.slice(at, at + 3)).size).toBe(3);
  }
});

it('draws each order about as often as any other', () => {
  const units = Array.from({ length: 200 }, (_, at) => `city ${at}`);
  const [first] = slotsOf('fees', aSwitchback({ switchback: { attribute: 'city', units, slotMinutes: 60 } }));

  // Binomial(200, 1/2): outside 65–135 with a chance below one in a million.
  expect(first!.units.get('on')!.length).toBeGreaterThan(65);
  expect(first!.units.get('on')!.length).toBeLessThan(135);
});

it('changes nothing that was drawn when the end or the units change', () => {
  const before = cellsOf('fees', aSwitchback());
  const longer = cellsOf('fees', aSwitchback({ endAt: new Date(start + 72 * hour).toISOString() }));
  const more = cellsOf(
    'fees',
    aSwitchback({ switchback: { attribute: 'city', units: ['Rome', ...cities], slotMinutes: 60 } }),
  );

  expect(longer.slice(0, before.length)).toEqual(before);
  expect(more.filter(({ unit }) => unit !== 'Rome')).toEqual(before);
});

it('lets in nobody once it is rolled back, and ends its last slot with the allocation', () => {
  const cut = cellsOf('fees', aSwitchback({ endAt: new Date(start + 90 * 60_000).toISOString() }));

  expect(decide(aSwitchback({ trafficExposure: 0 }), 'Oslo', start + hour / 2)).toBeNull();
  expect(cut.at(-1)).toMatchObject({ endAt: '2026-03-01T01:30:00.000Z' });
});

it('serves further rules only where they hold too', () => {
  const rules = [{ conditions: [{ attribute: 'plan', operator: 'ONE_OF' as const, value: ['pro'] }] }];

  expect(decide(aSwitchback({ rules }), 'Oslo', start + 1)).toBeNull();
});

const design = { attribute: 'city', units: cities, slotMinutes: 60 };
it.each<[string, Partial<AllocationInput>, string]>([
  ['no start', { startAt: null }, 'startAt'],
  ['no end', { endAt: null }, 'endAt'],
  ['phases', { phases: [{ at: '2026-03-01T05:00:00Z', trafficExposure: 1 }] }, 'phases'],
  ['a gate', { kind: 'gate', splits: [{ variationKey: 'on', weight: 1 }] }, 'switchback'],
  [
    'unequal weights',
    {
      splits: [
        { variationKey: 'on', weight: 1 },
        { variationKey: 'off', weight: 2 },
      ],
    },
    'splits',
  ],
  ['a unit twice', { switchback: { ...design, units: ['Oslo', 'Oslo'] } }, 'switchback.units.1'],
  ['too little time', { endAt: '2026-03-01T00:59:00Z' }, 'switchback.slotMinutes'],
  ['too many slots', { endAt: '2026-12-01T00:00:00Z' }, 'switchback.slotMinutes'],
  [
    'too many cells',
    {
      endAt: '2026-04-30T00:00:00Z',
      switchback: { ...design, units: Array.from({ length: 500 }, (_, at) => `c${at}`) },
    },
    'switchback.units',
  ],
])('refuses a switchback with %s, naming the field', (_, change, field) => {
  expect(checkAllocations([aSwitchback(change)], onAndOff).map(({ path }) => path)).toContain(`allocations.0.${field}`);
});

it('counts slots, switches and the units of each variation', () => {
  const allocation = aSwitchback();
  const at = (slot: number) => new Date(start + slot * hour).toISOString();
  const cell = (unit: string, slot: number, variation: string) => ({
    ...{ unit, variation, startAt: at(slot), endAt: at(slot + 1) },
  });

  const counts = countsOf(allocation, [
    ...[cell('Oslo', 0, 'on'), cell('Rome', 0, 'on'), cell('Oslo', 1, 'off'), cell('Rome', 1, 'on')],
    ...[cell('Oslo', 2, 'on'), cell('Rome', 2, 'on')],
  ]);

  expect([counts.slots, counts.switches]).toEqual([6, 2]);
  expect(
    Object.fromEntries(counts.variations.map(({ variation, slots, units }) => [variation, [slots, units]])),
  ).toEqual({
    on: [5, 2],
    off: [1, 1],
  });
});
