import { normal, type Random } from '@assay/demo-data';
import type { BanditModel, BanditReference, Flag } from '@assay/flag-evaluation';
import { anAction } from './generated-subjects.js';
import type { AskedFlag } from './questionnaire.js';

/** A flag that sends four of five subjects to a bandit, with its model and its entry in the ruleset. */
export interface GeneratedBandit {
  readonly flag: Flag;
  readonly model: BanditModel;
  readonly reference: BanditReference;
  readonly asked: AskedFlag;
}

/** Scores from a model of two to five actions; the application offers one that the model does not know. */
export function aBandit(random: Random, at: number): GeneratedBandit {
  const [flagKey, banditKey] = [`bandit-flag-${at}`, `bandit-${at}`];
  const actions = Array.from({ length: 2 + (at % 4) }, (_, i) => `action-${i}`);
  const number = (attributeKey: string) => ({
    attributeKey,
    coefficient: normal(random),
    missingValueCoefficient: normal(random),
  });
  const category = (attributeKey: string, values: readonly string[]) => ({
    attributeKey,
    valueCoefficients: Object.fromEntries(values.map((value) => [value, normal(random)])),
    missingValueCoefficient: normal(random),
  });
  const range = { start: 0, end: 8_000 };
  return {
    flag: {
      key: flagKey,
      enabled: true,
      variationType: 'STRING',
      variations: {
        control: { key: 'control', value: 'control' },
        [banditKey]: { key: banditKey, value: banditKey },
      },
      allocations: [
        {
          key: 'analysis',
          splits: [
            { variationKey: banditKey, shards: [{ salt: `bandit-${at}`, ranges: [range] }] },
            { variationKey: 'control', shards: [] },
          ],
          doLog: true,
        },
      ],
      totalShards: 10_000,
    },
    model: {
      banditKey,
      modelName: 'falcon',
      modelVersion: `v${at}`,
      updatedAt: '2026-11-01T00:00:00.000Z',
      modelData: {
        gamma: [0.5, 1, 5, 20][at % 4]!,
        defaultActionScore: normal(random),
        actionProbabilityFloor: [0, 0.1][at % 2]!,
        coefficients: Object.fromEntries(
          actions.map((actionKey) => [
            actionKey,
            {
              actionKey,
              intercept: normal(random),
              subjectNumericCoefficients: [number('age'), number('score')],
              subjectCategoricalCoefficients: [category('country', ['US', 'DE']), category('plan', ['pro', '日本語'])],
              actionNumericCoefficients: [number('price')],
              actionCategoricalCoefficients: [category('colour', ['red', 'blue'])],
            },
          ]),
        ),
      },
    },
    reference: {
      modelVersion: `v${at}`,
      flagVariations: [{ key: banditKey, flagKey, variationKey: banditKey, variationValue: banditKey }],
    },
    asked: {
      key: flagKey,
      type: 'STRING',
      fallback: 'control',
      actions: Object.fromEntries([...actions, 'unknown'].map((action) => [action, anAction(random)])),
    },
  };
}
