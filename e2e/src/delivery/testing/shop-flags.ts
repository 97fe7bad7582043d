/** Flags of every type, with every operator between them, as they are sent to the API. */
export interface ShopFlag {
  readonly definition: { readonly key: string; readonly type: string } & Readonly<Record<string, unknown>>;
  readonly production: { readonly isEnabled: boolean; readonly allocations: readonly object[] };
}

type Condition = readonly [attribute: string, operator: string, value: unknown];

const gate = (key: string, conditions: readonly Condition[], variationKey: string, trafficExposure = 1): object => ({
  key,
  name: key,
  kind: 'gate',
  trafficExposure,
  rules: conditions.map(([attribute, operator, value]) => ({ conditions: [{ attribute, operator, value }] })),
  splits: [{ variationKey, weight: 1 }],
});

const experiment = (key: string, weights: Readonly<Record<string, number>>, trafficExposure: number): object => ({
  key,
  name: key,
  kind: 'experiment',
  trafficExposure,
  splits: Object.entries(weights).map(([variationKey, weight]) => ({ variationKey, weight })),
});

const rest = (variationKey: string): object => ({
  key: 'default',
  name: 'Default',
  kind: 'default',
  splits: [{ variationKey, weight: 1 }],
});

const flag = (key: string, type: string, values: readonly unknown[], allocations: readonly object[]): ShopFlag => ({
  definition: {
    key,
    name: key,
    type,
    variations: values.map((value, at) => ({ key: `v${at}`, name: `Variation ${at}`, value })),
  },
  production: { isEnabled: true, allocations },
});

export const shopFlags: readonly ShopFlag[] = [
  flag('boolean', 'BOOLEAN', [true, false], [experiment('test', { v0: 1, v1: 1 }, 0.6), rest('v1')]),
  flag('string', 'STRING', ['ä', '', 'a "quoted" text'], [experiment('test', { v0: 2, v1: 1, v2: 7 }, 1)]),
  flag('integer', 'INTEGER', [0, -7], [gate('in-list', [['country', 'ONE_OF', ['DE', 'AT']]], 'v0'), rest('v1')]),
  flag('numeric', 'NUMERIC', [0.25, 1e6], [gate('not-in-list', [['country', 'NOT_ONE_OF', ['DE']]], 'v0'), rest('v1')]),
  flag('json', 'JSON', [{ b: 1, a: [true, null] }, {}], [gate('has', [['plan', 'IS_NULL', false]], 'v0'), rest('v1')]),
  flag('has-not', 'BOOLEAN', [true, false], [gate('gate', [['plan', 'IS_NULL', true]], 'v0'), rest('v1')]),
  flag(
    'matches',
    'STRING',
    ['staff', 'guest'],
    [gate('gate', [['email', 'MATCHES', '@example\\.com$']], 'v0'), rest('v1')],
  ),
  flag(
    'not-matches',
    'STRING',
    ['other', 'guest'],
    [gate('gate', [['email', 'NOT_MATCHES', '^s1']], 'v0'), rest('v1')],
  ),
  flag('at-least', 'INTEGER', [1, 2], [gate('gate', [['age', 'GTE', 18]], 'v0'), rest('v1')]),
  flag('more', 'INTEGER', [1, 2], [gate('gate', [['version', 'GT', '1.2.0']], 'v0'), rest('v1')]),
  flag('at-most', 'INTEGER', [1, 2], [gate('gate', [['version', 'LTE', '1.2.0-beta.2']], 'v0'), rest('v1')]),
  flag('less', 'INTEGER', [1, 2], [gate('gate', [['age', 'LT', '40.5']], 'v0', 0.5), rest('v1')]),
  flag('by-key', 'BOOLEAN', [true, false], [gate('gate', [['id', 'ONE_OF', ['s3', 's5']]], 'v0'), rest('v1')]),
  flag('for-some', 'STRING', ['only some', 'unused'], [gate('gate', [['country', 'ONE_OF', ['DE']]], 'v0', 0.3)]),
];

export interface ShopSubject {
  readonly key: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

export const shopSubjects = (count: number): ShopSubject[] =>
  Array.from({ length: count }, (_, i) => ({
    key: `s${i}`,
    attributes: {
      country: ['DE', 'AT', 'FR'][i % 3]!,
      age: (i * 7) % 80,
      version: ['1.1.9', '1.2.0', '1.2.0-beta.2', '1.10.0'][i % 4]!,
      email: `s${i}@${i % 5 === 0 ? 'example.com' : 'example.org'}`,
      ...(i % 2 === 0 && { plan: 'pro' }),
    },
  }));
