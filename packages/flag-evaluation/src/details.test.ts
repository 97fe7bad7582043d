import { expect, it } from '@jest/globals';
import { compile } from './compile.js';
import { explain } from './details.js';
import { md5Uint32 } from './md5/md5.js';
import type { Flag } from './wire.js';

const shard = (end: number, salt = 'traffic') => ({ salt, ranges: [{ start: 0, end }] });
const flag: Flag = {
  key: 'checkout',
  enabled: true,
  variationType: 'STRING',
  variations: { on: { key: 'on', value: 'ON' } },
  totalShards: 10000,
  allocations: [
    { key: 'ended', endAt: '2020-01-01T00:00:00Z', splits: [{ variationKey: 'on', shards: [] }], doLog: true },
    {
      key: 'americans',
      rules: [
        {
          conditions: [
            { attribute: 'country', operator: 'ONE_OF', value: ['US'] },
            { attribute: 'age', operator: 'GTE', value: 18 },
          ],
        },
        { conditions: [{ attribute: 'plan', operator: 'IS_NULL', value: false }] },
      ],
      splits: [{ variationKey: 'on', shards: [] }],
      doLog: true,
    },
    { key: 'nobody', splits: [{ variationKey: 'on', shards: [shard(0)] }], doLog: true },
    { key: 'rest', splits: [{ variationKey: 'on', shards: [shard(10000), shard(10000, 'split')] }], doLog: false },
    { key: 'late', splits: [], doLog: true },
  ],
};
const ruleset = compile({
  createdAt: '2026-01-01T00:00:00.000Z',
  format: 'SERVER',
  environment: { name: 'Production' },
  flags: { checkout: flag },
});
const ask = (attributes: Record<string, string | number>) =>
  explain(ruleset, 'checkout', 'STRING', {
    key: 'alice',
    attributes,
    now: Date.parse('2026-06-01T00:00:00Z'),
    configFetchedAt: '2026-05-01T00:00:00.000Z',
  });

it('tells each step with what the subject had', () => {
  const { allocations } = ask({ country: 'US', age: 17 });

  expect(allocations.map(({ key, allocationEvaluationCode }) => [key, allocationEvaluationCode])).toEqual([
    ['ended', 'AFTER_END_TIME'],
    ['americans', 'FAILING_RULE'],
    ['nobody', 'TRAFFIC_EXPOSURE_MISS'],
    ['rest', 'MATCH'],
  ]);
  expect(allocations[1]!.rules).toEqual([
    {
      matched: false,
      conditions: [
        { attribute: 'country', operator: 'ONE_OF', value: ['US'], attributeValue: 'US', matched: true },
        { attribute: 'age', operator: 'GTE', value: 18, attributeValue: 17, matched: false },
      ],
    },
    {
      matched: false,
      conditions: [{ attribute: 'plan', operator: 'IS_NULL', value: false, attributeValue: null, matched: false }],
    },
  ]);
  const shardValue = md5Uint32('traffic', 'alice') % 10000;
  expect(allocations[2]!.splits).toEqual([
    {
      variationKey: 'on',
      matched: false,
      shards: [{ salt: 'traffic', shardValue, ranges: [{ start: 0, end: 0 }], matched: false }],
    },
  ]);
});

it('sums up in the shape that UFC clients know', () => {
  const { details } = ask({ plan: 'pro' });

  expect(details).toEqual({
    environmentName: 'Production',
    flagEvaluationCode: 'MATCH',
    flagEvaluationDescription: '"alice" satisfies a rule of allocation "americans".',
    variationKey: 'on',
    variationValue: 'ON',
    banditKey: null,
    banditAction: null,
    configFetchedAt: '2026-05-01T00:00:00.000Z',
    configPublishedAt: '2026-01-01T00:00:00.000Z',
    matchedRule: { conditions: [{ attribute: 'plan', operator: 'IS_NULL', value: false }] },
    matchedAllocation: { key: 'americans', allocationEvaluationCode: 'MATCH', orderPosition: 2 },
    unmatchedAllocations: [{ key: 'ended', allocationEvaluationCode: 'AFTER_END_TIME', orderPosition: 1 }],
    unevaluatedAllocations: [
      { key: 'nobody', allocationEvaluationCode: 'UNEVALUATED', orderPosition: 3 },
      { key: 'rest', allocationEvaluationCode: 'UNEVALUATED', orderPosition: 4 },
      { key: 'late', allocationEvaluationCode: 'UNEVALUATED', orderPosition: 5 },
    ],
  });
});

it('leaves everything unevaluated when the type does not fit, and nothing when the flag is unknown', () => {
  const subject = { key: 'alice', attributes: {}, now: 0 };

  expect(explain(ruleset, 'checkout', 'JSON', subject).details.unevaluatedAllocations).toHaveLength(5);
  expect(explain(ruleset, 'gone', 'JSON', subject).details).toMatchObject({
    flagEvaluationCode: 'FLAG_UNRECOGNIZED_OR_DISABLED',
    unmatchedAllocations: [],
    unevaluatedAllocations: [],
  });
});
