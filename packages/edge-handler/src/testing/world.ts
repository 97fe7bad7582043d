import { createHash, createHmac } from 'node:crypto';
import { compileAll, obfuscate, type Flag, type Ruleset } from '@assay/flag-evaluation';
import { storeKeys, writeGrant, writeMetadata, type Grant } from '../index.js';

/** What a store holds under one key. */
export interface WorldEntry {
  readonly value: string;
  readonly metadata: string;
}

/** The content of a store as the publisher writes it, and the keys that open it. */
export interface World {
  readonly entries: Map<string, WorldEntry>;
  readonly ruleset: Ruleset;
  readonly serverKey: string;
  readonly clientKey: string;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The secret that the publisher and the edge share in this world. */
export const macSecret = 'a secret of the publisher and the edge';
const macOf = (text: string): string => createHmac('sha256', macSecret).update(text).digest('hex');

export const environment = 'env_world';
export const serverGrant: Grant = { environment, kind: 'server', tags: 'all' };
export const clientGrant: Grant = { environment, kind: 'client', tags: 'all' };

/** Five flags, one of each type, and between them every kind of allocation. */
export const aRuleset = (overrides: Partial<Ruleset> = {}): Ruleset => ({
  createdAt: '2026-11-02T09:00:00.000Z',
  format: 'SERVER',
  environment: { name: 'Production' },
  flags: Object.fromEntries([checkout(), colour(), limit(), share(), layout()].map((flag) => [flag.key, flag])),
  ...overrides,
});

const aFlag = (flag: Pick<Flag, 'key' | 'variationType' | 'variations' | 'allocations'>): Flag => ({
  ...flag,
  enabled: true,
  totalShards: 10_000,
});

/** On for everybody. */
const checkout = (): Flag =>
  aFlag({
    key: 'checkout',
    variationType: 'BOOLEAN',
    variations: { on: { key: 'on', value: true } },
    allocations: [{ key: 'default', splits: [{ variationKey: 'on', shards: [] }], doLog: false }],
  });

/** An experiment over 60 % of the subjects in two countries; the others get grey. */
const colour = (): Flag =>
  aFlag({
    key: 'colour',
    variationType: 'STRING',
    variations: {
      red: { key: 'red', value: 'rot' },
      blue: { key: 'blue', value: 'blau ✓' },
      grey: { key: 'grey', value: '' },
    },
    allocations: [
      {
        key: 'colours',
        rules: [{ conditions: [{ attribute: 'country', operator: 'ONE_OF', value: ['DE', 'AT'] }] }],
        splits: (['red', 'blue'] as const).map((variationKey, at) => ({
          variationKey,
          shards: [
            { salt: 'traffic-colours', ranges: [{ start: 0, end: 6_000 }] },
            { salt: 'split-colours', ranges: [{ start: at * 5_000, end: at * 5_000 + 5_000 }] },
          ],
          extraLogging: { holdoutKey: 'autumn' },
        })),
        doLog: true,
      },
      { key: 'default', splits: [{ variationKey: 'grey', shards: [] }], doLog: false },
    ],
  });

/** By a pattern, and nothing for the rest. */
const limit = (): Flag =>
  aFlag({
    key: 'limit',
    variationType: 'INTEGER',
    variations: { many: { key: 'many', value: 50 } },
    allocations: [
      {
        key: 'staff',
        rules: [{ conditions: [{ attribute: 'email', operator: 'MATCHES', value: '@example\\.com$' }] }],
        splits: [{ variationKey: 'many', shards: [] }],
        doLog: true,
      },
    ],
  });

const share = (): Flag =>
  aFlag({
    key: 'share',
    variationType: 'NUMERIC',
    variations: { half: { key: 'half', value: 0.5 } },
    allocations: [{ key: 'default', splits: [{ variationKey: 'half', shards: [] }], doLog: false }],
  });

const layout = (): Flag =>
  aFlag({
    key: 'layout',
    variationType: 'JSON',
    variations: { wide: { key: 'wide', value: '{"columns":3,"title":"Größe"}' } },
    allocations: [{ key: 'default', splits: [{ variationKey: 'wide', shards: [] }], doLog: false }],
  });

/** A store with the ruleset published in it as `version`. */
export function aWorld(ruleset: Ruleset = aRuleset(), version = 7): World {
  const world: World = {
    entries: new Map(),
    ruleset,
    serverKey: 'assay_sk_server_0123456789abcdef',
    clientKey: 'assay_ck_client_0123456789abcdef',
  };
  world.entries.set(storeKeys.grant(sha256(world.serverKey)), { value: writeGrant(serverGrant), metadata: '' });
  world.entries.set(storeKeys.grant(sha256(world.clientKey)), { value: writeGrant(clientGrant), metadata: '' });
  publish(world, ruleset, version);
  return world;
}

/** Writes a ruleset into the store in all its forms. */
export function publish(world: World, ruleset: Ruleset, version: number): void {
  const put = (key: string, value: string, digest: string): void => {
    const header = `v=${version};kid=test;sig=${Buffer.from(`signature of ${digest}`).toString('base64')}`;
    const publishedAt = Date.parse('2026-11-02T09:00:00Z') + version;
    const metadata = writeMetadata({ version, digest, header, publishedAt, bytes: sha256(value), mac: macOf(value) });
    world.entries.set(key, { value, metadata });
  };
  const server = JSON.stringify(ruleset);
  const client = JSON.stringify(obfuscate(ruleset));
  put(storeKeys.ruleset(serverGrant), server, sha256(server));
  put(storeKeys.ruleset(clientGrant), client, sha256(client));
  put(storeKeys.compiled(serverGrant), JSON.stringify(compileAll(ruleset, { salt: 'c2FsdA==' })), sha256(server));
}

/** So many experiments, a third of them behind a rule that nobody without a plan meets: four hashes for three flags. */
export function manyFlags(count: number): Ruleset {
  const { colour } = aRuleset().flags;
  const flags = Object.fromEntries(
    Array.from({ length: count }, (_, i) => {
      const key = `flag-${i}`;
      const [first, ...rest] = colour!.allocations;
      const splits = first!.splits.map((split) => ({
        ...split,
        shards: split.shards.map((shard) => ({ ...shard, salt: `${shard.salt}-${i}` })),
      }));
      const rules = [{ conditions: [{ attribute: 'plan', operator: 'ONE_OF', value: ['free', 'pro'] }] }];
      return [key, { ...colour!, key, allocations: [{ ...first!, rules: i % 3 === 0 ? rules : [], splits }, ...rest] }];
    }),
  );
  return aRuleset({ flags });
}
