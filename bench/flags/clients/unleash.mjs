import { InMemStorageProvider, Unleash } from 'unleash-client';
import { countries, flagKeys } from '../workload.mjs';

export const settings = 'metrics off';

const variant = (name) => ({
  name,
  weight: 500,
  weightType: 'variable',
  stickiness: 'userId',
  payload: { type: 'string', value: name },
});

const feature = (name) => ({
  name,
  enabled: true,
  type: 'experiment',
  stale: false,
  impressionData: false,
  strategies: [
    {
      name: 'flexibleRollout',
      parameters: { rollout: '100', stickiness: 'userId', groupId: name },
      constraints: [{ contextName: 'country', operator: 'IN', values: countries }],
      variants: [variant('control'), variant('treatment')],
    },
  ],
});

/** What the parent serves at /unleash/client/features. */
export const document = () => JSON.stringify({ version: 2, features: flagKeys.map(feature) });

export async function start({ address }) {
  const began = performance.now();
  const client = new Unleash({
    appName: 'bench',
    url: `${address}/unleash`,
    refreshInterval: 3_600_000,
    disableMetrics: true,
    skipInstanceCountWarning: true,
    storageProvider: new InMemStorageProvider(),
  });
  await new Promise((resolve, reject) => client.on('synchronized', resolve).on('error', reject));
  const initMs = performance.now() - began;
  return {
    initMs,
    logged: () => 0,
    string: (key, subject) =>
      client.getVariant(key, { userId: subject.key, properties: subject.attributes }).payload?.value ?? 'default',
    stop: () => client.destroy(),
  };
}
