import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { readMetadata } from '@assay/edge-handler';
import type { PublishedForms } from '../publication.js';
import { sha256 } from '../ruleset.js';
import { entriesOf, entryKeysOf } from './edge-entries.js';

const aPublication = (models: string | null): PublishedForms => ({
  ...{ environmentId: 'env_1', organisationId: 'org_1', workspaceId: 'wsp_1', version: 7, content: 'abc' },
  publishedAt: new Date('2026-11-20T00:00:00Z'),
  parts: [],
  partForms: new Map(),
  headers: { server: 's', client: 'c', compiled: 'x', bandits: models === null ? null : 'b' },
  forms: {
    server: gzipSync('{"server":1}'),
    client: gzipSync('{"client":1}'),
    compiled: gzipSync('{"compiled":1}'),
    bandits: models === null ? null : gzipSync(models),
  },
});

it('brings the models of bandits to the edge before a ruleset that names them, signed as any entry', async () => {
  const models = '{"bandits":{}}';

  const entries = await entriesOf(aPublication(models), 'secret');

  expect(entries.map(({ key }) => key.split('/')[0])).toEqual(['edge', 'bandits', 'rules', 'rules']);
  const entry = entries.find(({ key }) => key === 'bandits/env_1');
  expect(entry?.value).toBe(models);
  expect(readMetadata(entry?.metadata ?? '')).toMatchObject({
    ...{ version: 7, digest: sha256(models), header: 'b', bytes: sha256(models) },
    mac: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

it('writes no entry for models where there are none, and knows where they would be', async () => {
  const keys = (await entriesOf(aPublication(null), 'secret')).map(({ key }) => key);

  expect(keys).not.toContain('bandits/env_1');
  expect(entryKeysOf('env_1', [])).toEqual(expect.arrayContaining([...keys, 'bandits/env_1']));
});
