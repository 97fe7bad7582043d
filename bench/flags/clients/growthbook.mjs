import { GrowthBookClient } from '@growthbook/growthbook';
import { countries, flagKeys } from '../workload.mjs';

export const settings = 'tracking callback per evaluation';

const feature = (key) => ({
  defaultValue: 'default',
  rules: [
    {
      key: `${key}-experiment`,
      condition: { country: { $in: countries } },
      hashAttribute: 'id',
      hashVersion: 2,
      seed: key,
      coverage: 1,
      weights: [0.5, 0.5],
      variations: ['control', 'treatment'],
    },
  ],
});

export async function start() {
  let logged = 0;
  const payload = JSON.stringify({ features: Object.fromEntries(flagKeys.map((key) => [key, feature(key)])) });
  const began = performance.now();
  const client = new GrowthBookClient({ trackingCallback: () => logged++ }).initSync({ payload: JSON.parse(payload) });
  const initMs = performance.now() - began;
  return {
    initMs,
    logged: () => logged,
    string: (key, subject) =>
      client.getFeatureValue(key, 'default', { attributes: { id: subject.key, ...subject.attributes } }),
    stop: () => client.destroy(),
  };
}
