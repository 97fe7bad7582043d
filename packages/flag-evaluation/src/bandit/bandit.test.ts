import { expect, it } from '@jest/globals';
import { compile } from '../compile.js';
import { md5Uint32 } from '../md5/md5.js';
import { splitAttributes } from './context.js';
import { decideBandit } from './decide.js';
import { evaluateBandit, findBestAction } from './evaluate.js';
import { parseBanditModels, type BanditModel } from './model.js';

const coefficient = (attributeKey: string, value: number) => ({
  attributeKey,
  coefficient: value,
  missingValueCoefficient: -1,
});
const action = (actionKey: string, intercept: number, numeric: readonly ReturnType<typeof coefficient>[] = []) => ({
  actionKey,
  intercept,
  subjectNumericCoefficients: numeric,
  subjectCategoricalCoefficients: [
    { attributeKey: 'tier', valueCoefficients: { gold: 2, '': 99 }, missingValueCoefficient: 0.5 },
  ],
  actionNumericCoefficients: [],
  actionCategoricalCoefficients: [],
});

const model = (changes: Partial<BanditModel['modelData']> = {}): BanditModel => ({
  banditKey: 'offers',
  modelName: 'falcon',
  modelVersion: 'v1',
  modelData: {
    gamma: 2,
    defaultActionScore: 0,
    actionProbabilityFloor: 0.3,
    coefficients: { red: action('red', 1, [coefficient('age', 0.1)]), blue: action('blue', 1.5) },
    ...changes,
  },
});

const ruleset = compile({
  createdAt: '',
  format: 'SERVER',
  environment: { name: '' },
  flags: {
    banner: {
      key: 'banner',
      enabled: true,
      variationType: 'STRING',
      variations: { bandit: { key: 'bandit', value: 'offers' } },
      allocations: [{ key: 'a', splits: [{ variationKey: 'bandit', shards: [] }], doLog: true }],
      totalShards: 10000,
    },
  },
  banditReferences: {
    offers: {
      modelVersion: 'v1',
      flagVariations: [{ key: 'offers', flagKey: 'banner', variationKey: 'bandit', variationValue: 'offers' }],
    },
  },
});
const models = { updatedAt: '', bandits: { offers: model() } };
const subject = { key: 'alice', attributes: { age: 20, tier: 'gold' }, now: 0 };

it('weighs actions by the gap to the best and gives the best what is left', () => {
  // red: 1 + 0.1 · 20 + 2 = 5; blue: 1.5 + 2 = 3.5; green: 0
  const others = [1 / (3 + 2 * 1.5), Math.max(1 / (3 + 2 * 5), 0.3 / 3)] as const;
  const expected = { red: 1 - others[0] - others[1], blue: others[0], green: others[1] };
  const gaps = { red: 0, blue: 1.5, green: 5 };
  const seen = new Set<string>();

  for (let i = 0; i < 200; i++) {
    const { decision } = evaluateBandit(ruleset, models, {
      flagKey: 'banner',
      subject: { ...subject, key: `subject-${i}` },
      actions: ['red', 'blue', 'green'],
      defaultVariation: 'none',
    });
    const chosen = decision!.action as keyof typeof expected;
    seen.add(chosen);
    expect(decision!.actionProbability).toBeCloseTo(expected[chosen], 12);
    expect(decision!.optimalityGap).toBeCloseTo(gaps[chosen], 12);
  }
  expect(seen.size).toBe(3);
});

it('turns a deterministic wheel: actions ordered by their own hash, the subject points at one', () => {
  const actions = ['red', 'blue', 'green'].map((key) => [key, splitAttributes({})] as const);
  const decision = decideBandit(model({ gamma: 0, actionProbabilityFloor: 0 }), {
    flagKey: 'banner',
    subjectKey: 'alice',
    subject: splitAttributes({}),
    actions,
  });
  const ordered = ['red', 'blue', 'green'].sort(
    (a, b) => (md5Uint32('banner-alice', a) % 10000) - (md5Uint32('banner-alice', b) % 10000),
  );
  const pointer = (md5Uint32('banner', 'alice') % 10000) / 10000;

  expect(decision!.action).toBe(ordered[Math.floor(pointer * 3)]);
});

it('prefers the smaller key among equal scores and ignores how actions were given', () => {
  const best = (actions: Parameters<typeof findBestAction>[2]['actions']) =>
    findBestAction(ruleset, models, { flagKey: 'banner', attributes: {}, actions });

  expect(best(['zebra', 'apple'])).toBe('apple');
  expect(best({ blue: {}, red: { price: 3 } })).toBe('blue');
  expect(best([])).toBeNull();
});

it('counts an empty or missing category as missing', () => {
  const gap = (tier: string | null) =>
    decideBandit(model({ coefficients: { red: action('red', 1) }, gamma: 1e9, defaultActionScore: -100 }), {
      flagKey: 'f',
      subjectKey: 's',
      subject: splitAttributes({ tier }),
      actions: [['red', splitAttributes({})]],
    })!.actionProbability;

  expect(gap('')).toBe(1);
  expect(
    findBestAction(
      ruleset,
      { updatedAt: '', bandits: { offers: model({ defaultActionScore: 2.1 }) } },
      { flagKey: 'banner', attributes: { tier: '' }, actions: ['blue', 'other'] },
    ),
  ).toBe('other');
});

it('keeps the variation when there is no action to choose, no model, or a broken one', () => {
  const ask = (actions: readonly string[], known: typeof models | null) => {
    const {
      code,
      variation,
      action: chosen,
      banditKey,
    } = evaluateBandit(ruleset, known, {
      flagKey: 'banner',
      subject,
      actions,
      defaultVariation: 'none',
    });
    return { code, variation, action: chosen, banditKey };
  };
  const broken = { updatedAt: '', bandits: { offers: { ...model(), modelData: null as never } } };

  expect(ask([], models)).toEqual({
    code: 'NO_ACTIONS_SUPPLIED_FOR_BANDIT',
    variation: 'offers',
    action: null,
    banditKey: 'offers',
  });
  expect(ask(['red'], null)).toEqual({ code: 'MATCH', variation: 'offers', action: null, banditKey: null });
  expect(ask(['red'], broken)).toEqual({
    code: 'BANDIT_ERROR',
    variation: 'offers',
    action: null,
    banditKey: 'offers',
  });
});

it('leaves a malformed model out and keeps the others', () => {
  const text = JSON.stringify({
    bandits: { good: model(), odd: { ...model(), modelName: 'ucb' }, bad: { modelData: {} }, none: null },
  });

  expect(Object.keys(parseBanditModels(text).bandits)).toEqual(['good']);
  expect(() => parseBanditModels('{}')).toThrow('no object "bandits"');
});
