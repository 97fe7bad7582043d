import { expect, it } from '@jest/globals';
import { compileAll, type Flag } from '@assay/flag-evaluation';
import { edgeCostFailure, estimateEdgeCost } from './edge-cost.js';

const aFlag = (key: string, salts: readonly string[], countries: readonly string[] = []): Flag => ({
  key,
  enabled: true,
  variationType: 'BOOLEAN',
  variations: { on: { key: 'on', value: true } },
  totalShards: 10_000,
  allocations: [
    {
      key: 'a',
      doLog: true,
      ...(countries.length > 0 && {
        rules: countries.map((one) => ({ conditions: [{ attribute: 'country', operator: 'ONE_OF', value: [one] }] })),
      }),
      splits: [{ variationKey: 'on', shards: salts.map((salt) => ({ salt, ranges: [{ start: 0, end: 5_000 }] })) }],
    },
  ],
});
const costOf = (...flags: Flag[]): ReturnType<typeof estimateEdgeCost> =>
  estimateEdgeCost(
    compileAll({
      createdAt: '2026-11-02T09:00:00.000Z',
      format: 'SERVER',
      environment: { name: 'Production' },
      flags: Object.fromEntries(flags.map((flag) => [flag.key, flag])),
    }),
  );

it('counts what flags share once', () => {
  const none = costOf().ms;
  const one = costOf(aFlag('a', ['s', 't'])).ms;

  expect(costOf(aFlag('a', ['s', 't']), aFlag('b', ['s', 't'])).ms - one).toBeLessThan(one - none);
  expect(costOf(aFlag('a', ['s', 't']), aFlag('b', ['u', 'v'])).ms - one).toBeCloseTo(one - none, 9);
});

it('puts the flags that cost most first, with the reason, and names them in the refusal', () => {
  const cost = costOf(aFlag('plain', []), aFlag('ruled', ['s'], ['DE', 'FR', 'AT']), aFlag('hashed', ['a', 'b', 'c']));

  const { code, message, facts, errors } = edgeCostFailure(cost, 0.5, 'production');

  expect(cost.flags.map(({ key, hashes, conditions }) => [key, hashes, conditions])).toEqual([
    ['hashed', 3, 0],
    ['ruled', 1, 3],
    ['plain', 0, 0],
  ]);
  expect(code).toBe('conflict');
  expect(message).toContain('"hashed", "ruled"');
  expect(facts).toMatchObject({ limit: 0.5, environment: 'production' });
  expect(errors[0]).toEqual({ path: 'flags.hashed', message: expect.stringContaining('3 hashes') });
});
