import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createClient } from './index.js';
import { sdkVersion } from './version.js';
import { aRuleset } from './testing/delivery.js';
import { installPacked, nodes, repository, type Application } from './testing/packed.js';

const flag = (operator: string, value: unknown) => ({
  flags: {
    greeting: {
      key: 'greeting',
      enabled: true,
      variationType: 'STRING',
      variations: { only: { key: 'only', value: 'hello' } },
      allocations: [
        {
          key: 'all',
          rules: [{ conditions: [{ attribute: 'email', operator, value }] }],
          splits: [{ variationKey: 'only', shards: [{ salt: 's', ranges: [{ start: 0, end: 10000 }] }] }],
          doLog: true,
        },
      ],
      totalShards: 10000,
    },
  },
});
const program = `
  const client = createClient({ offline: true, ruleset: ${JSON.stringify(aRuleset({}, flag('MATCHES', '@example')))} });
  console.log(client.getString('greeting', 'ada', { email: 'ada@example.com' }, 'bye'));
`;

let application: Application;

beforeAll(() => {
  application = installPacked('sdk-node', ['re2js']);
  writeFileSync(join(application.folder, 'esm.mjs'), `import { createClient } from '@assay/sdk-node';${program}`);
  writeFileSync(join(application.folder, 'cjs.cjs'), `const { createClient } = require('@assay/sdk-node');${program}`);
  writeFileSync(
    join(application.folder, 'compat.cjs'),
    `const { offlineInit } = require('@assay/sdk-node/compat');
     console.log(offlineInit({ flagsConfiguration: ${JSON.stringify(aRuleset({ n: 3 }))} }).getIntegerAssignment('n', 'ada', {}, 0));`,
  );
  for (const name of ['types.mts', 'types.cts']) {
    writeFileSync(
      join(application.folder, name),
      `import { createClient, type AssignmentEvent, type Client } from '@assay/sdk-node';
       import { init } from '@assay/sdk-node/compat';
       const client: Client = createClient({ sdkKey: 'k', baseUrl: 'b', onAssignment: (event: AssignmentEvent) => event.variation });
       export const on: boolean = client.getBoolean('flag', 'ada', { age: 3 }, false);
       export const detailed: number = client.getNumberDetails('flag', 'ada', {}, 1).evaluationDetails.unmatchedAllocations.length;
       export { init };
       // @ts-expect-error a fallback of another type
       client.getBoolean('flag', 'ada', {}, 'no');`,
    );
  }
});
afterAll(() => application.remove());

it('runs packed, as an ES module and as CommonJS, on each Node at hand', () => {
  for (const node of nodes()) {
    expect([node, application.run(node, ['esm.mjs'])]).toEqual([node, 'hello\n']);
    expect([node, application.run(node, ['cjs.cjs'])]).toEqual([node, 'hello\n']);
    expect([node, application.run(node, ['compat.cjs'])]).toEqual([node, '3\n']);
  }
});

it('brings declarations of its own for both kinds of module', () => {
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  const compilerOptions = {
    noEmit: true,
    strict: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2022'],
    types: [],
  };
  writeFileSync(
    join(application.folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['types.mts', 'types.cts'] }),
  );

  const output = application.run(process.execPath, [tsc, '-p', '.']);

  expect(output).toBe('');
});

it('knows its own version', () => {
  const { version } = JSON.parse(readFileSync(join(repository, 'sdk-node/package.json'), 'utf8')) as {
    version: string;
  };

  expect(sdkVersion).toBe(version);
});

it('packs the browser SDK too: same answers from its smaller hash, both kinds of module, declarations', () => {
  const browser = installPacked('sdk-js', []);
  const splitRuleset = aRuleset(
    {},
    {
      flags: {
        split: {
          key: 'split',
          enabled: true,
          variationType: 'INTEGER',
          variations: Object.fromEntries([0, 1, 2, 3].map((n) => [`v${n}`, { key: `v${n}`, value: n }])),
          allocations: [
            {
              key: 'all',
              splits: [0, 1, 2, 3].map((n) => ({
                variationKey: `v${n}`,
                shards: [{ salt: 'größe', ranges: [{ start: n * 2500, end: (n + 1) * 2500 }] }],
              })),
              doLog: false,
            },
          ],
          totalShards: 10000,
        },
      },
    },
  );
  const subjects = Array.from({ length: 200 }, (_, i) => `subject-${i}-${'ß'.repeat(i % 40)}`);
  const client = createClient({ offline: true, ruleset: splitRuleset });
  const expected = subjects.map((subject) => client.getInteger('split', subject, {}, -1));
  const ask = `const client = createClient({ offline: true, ruleset: ${JSON.stringify(splitRuleset)} });
    console.log(JSON.stringify(${JSON.stringify(subjects)}.map((subject) => client.getInteger('split', subject, {}, -1))));`;
  writeFileSync(join(browser.folder, 'esm.mjs'), `import { createClient } from '@assay/sdk-js';${ask}`);
  writeFileSync(join(browser.folder, 'cjs.cjs'), `const { createClient } = require('@assay/sdk-js');${ask}`);
  writeFileSync(
    join(browser.folder, 'types.mts'),
    `import { createClient } from '@assay/sdk-js';
     import { createPrecomputedClient } from '@assay/sdk-js/precomputed';
     export const on: boolean = createClient({ offline: true }).getBoolean('flag', 'ada', {}, false);
     export const too: string = createPrecomputedClient({ offline: true }).getString('flag', 'no');`,
  );
  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022'];

  const answers = ['esm.mjs', 'cjs.cjs'].map((file) => JSON.parse(browser.run(process.execPath, [file])) as number[]);
  const complaints = browser.run(process.execPath, [tsc, ...options, 'types.mts']);
  browser.remove();

  expect(answers).toEqual([expected, expected]);
  expect(complaints).toBe('');
});
