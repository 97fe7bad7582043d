/** A ruleset whose flags serve the same value to everybody. */
export const aRuleset = (flags: Readonly<Record<string, string | boolean | number>>): string =>
  JSON.stringify({
    createdAt: '2026-01-01T00:00:00.000Z',
    format: 'SERVER',
    environment: { name: 'Test' },
    flags: Object.fromEntries(
      Object.entries(flags).map(([key, value]) => [
        key,
        {
          key,
          enabled: true,
          variationType: typeof value === 'boolean' ? 'BOOLEAN' : typeof value === 'string' ? 'STRING' : 'INTEGER',
          variations: { only: { key: 'only', value } },
          allocations: [{ key: 'all', splits: [{ variationKey: 'only', shards: [] }], doLog: true }],
          totalShards: 10000,
        },
      ]),
    ),
  });
