import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { basicLogger, init } from '@launchdarkly/node-server-sdk';
import integrations from '@launchdarkly/node-server-sdk/integrations';
import { countries, flagKeys } from '../workload.mjs';

export const settings = 'events off, asynchronous API';

const flag = (key) => ({
  key,
  on: true,
  version: 1,
  salt: key,
  prerequisites: [],
  targets: [],
  rules: [
    {
      id: `${key}-rule`,
      clauses: [{ attribute: 'country', op: 'in', values: countries, negate: false }],
      rollout: {
        variations: [
          { variation: 0, weight: 50000 },
          { variation: 1, weight: 50000 },
        ],
      },
    },
  ],
  fallthrough: { variation: 0 },
  offVariation: 0,
  variations: ['control', 'treatment'],
});

export async function start() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const path = join(folder, 'flags.json');
  writeFileSync(path, JSON.stringify({ flags: Object.fromEntries(flagKeys.map((key) => [key, flag(key)])) }));
  const began = performance.now();
  const source = new integrations.FileDataSourceFactory({ paths: [path] });
  const client = init('bench', {
    updateProcessor: source.getFactory(),
    sendEvents: false,
    logger: basicLogger({ level: 'none' }),
  });
  await client.waitForInitialization({ timeout: 10 });
  const initMs = performance.now() - began;
  return {
    initMs,
    logged: () => 0,
    asynchronous: true,
    string: (key, subject) =>
      client.variation(key, { kind: 'user', key: subject.key, ...subject.attributes }, 'default'),
    stop() {
      client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
