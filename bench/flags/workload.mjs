/** What every client is measured on: 1,000 flags, one rule, a 50/50 split, 10,000 subjects. */
export const flagCount = 1000;
export const subjectCount = 10_000;
export const countries = ['US', 'CA', 'MX'];

export const flagKeys = Array.from({ length: flagCount }, (_, i) => `flag-${i}`);

/** Every subject satisfies the rule, so that every evaluation ends in the split. */
export const subjects = Array.from({ length: subjectCount }, (_, i) => ({
  key: `subject-${i}`,
  attributes: {
    country: countries[i % 3],
    age: i % 80,
    plan: i % 2 ? 'pro' : 'free',
    email: `person-${i}@example.com`,
    version: `${i % 4}.${i % 10}.${i % 7}`,
  },
}));

const range = (start, end) => [{ start, end }];

/** A flag of the common shape, with its rules and values replaced where a shape asks for it. */
export const ufcFlag = (
  key,
  { rules = [[oneOf(countries)]], type = 'STRING', values = ['control', 'treatment'] } = {},
) => ({
  key,
  enabled: true,
  variationType: type,
  variations: { control: { key: 'control', value: values[0] }, treatment: { key: 'treatment', value: values[1] } },
  allocations: [
    {
      key: `${key}-allocation`,
      rules: rules.map((conditions) => ({ conditions })),
      splits: [
        { variationKey: 'control', shards: [{ salt: `${key}-split`, ranges: range(0, 5000) }] },
        { variationKey: 'treatment', shards: [{ salt: `${key}-split`, ranges: range(5000, 10000) }] },
      ],
      doLog: true,
    },
  ],
  totalShards: 10000,
});

export const oneOf = (value, attribute = 'country') => ({ attribute, operator: 'ONE_OF', value });

export const ruleset = (flags) =>
  JSON.stringify({
    createdAt: '2026-01-01T00:00:00.000Z',
    format: 'SERVER',
    environment: { name: 'Production' },
    flags: Object.fromEntries(flags.map((flag) => [flag.key, flag])),
  });

const json = (name) => JSON.stringify({ title: name, sizes: [1, 2, 3], nested: { on: true, ratio: 0.5 } });

/** Shapes beside the common one: how many flags, of what kind, and how they are asked for. */
export const shapes = {
  'no rule': { count: 1, flag: { rules: [] } },
  '5 rules x 5 flags': {
    count: 5,
    flag: {
      rules: [
        [oneOf(['XX'])],
        [{ attribute: 'age', operator: 'GT', value: 200 }],
        [oneOf(['enterprise'], 'plan'), oneOf(countries)],
        [{ attribute: 'missing', operator: 'IS_NULL', value: false }],
        [oneOf(countries)],
      ],
    },
  },
  semver: { count: 1, flag: { rules: [[{ attribute: 'version', operator: 'GTE', value: '0.0.0-alpha.1' }]] } },
  regex: { count: 1, flag: { rules: [[{ attribute: 'email', operator: 'MATCHES', value: '@example\\.com$' }]] } },
  'ONE_OF of 1,000 values': {
    count: 1,
    flag: { rules: [[oneOf([...Array.from({ length: 997 }, (_, i) => `C${i}`), ...countries])]] },
  },
  'JSON value': { count: 1, flag: { type: 'JSON', values: [json('control'), json('treatment')] } },
  obfuscated: { count: 1, flag: {}, obfuscated: true },
  'with details': { count: 1, flag: {}, details: true },
};
