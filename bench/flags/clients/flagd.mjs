import { FlagdCore } from '@openfeature/flagd-core';
import { countries, flagKeys } from '../workload.mjs';

export const settings = 'has no logger';

const flag = () => ({
  state: 'ENABLED',
  variants: { control: 'control', treatment: 'treatment' },
  defaultVariant: 'control',
  targeting: {
    if: [
      { in: [{ var: 'country' }, countries] },
      {
        fractional: [
          ['control', 50],
          ['treatment', 50],
        ],
      },
      'control',
    ],
  },
});

const silent = { error() {}, warn() {}, info() {}, debug() {} };

export async function start() {
  const text = JSON.stringify({ flags: Object.fromEntries(flagKeys.map((key) => [key, flag()])) });
  const began = performance.now();
  const core = new FlagdCore();
  core.setConfigurations(text);
  const initMs = performance.now() - began;
  return {
    initMs,
    logged: () => 0,
    string: (key, subject) =>
      core.resolveStringEvaluation(key, 'default', { targetingKey: subject.key, ...subject.attributes }, silent).value,
    stop() {},
  };
}
