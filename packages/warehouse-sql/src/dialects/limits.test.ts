import { expect, it } from '@jest/globals';
import { dialects } from './registry.js';

/** What each engine takes, as its manual says; ours stay below. Read November 2026. */
const documented = {
  postgres: { tableColumns: 1_600, selectColumns: 1_664, textCharacters: 2 ** 30 },
  snowflake: { textCharacters: 1_048_576 },
  bigquery: { tableColumns: 10_000, selectColumns: 10_000, textCharacters: 1_048_576 },
  redshift: { tableColumns: 1_600, textCharacters: 100_000, rowBytes: 65_536 },
} as const;

it.each(Object.entries(documented))('stays below the limits that %s documents', (kind, limits) => {
  const ours = dialects[kind as keyof typeof documented].limits;

  for (const [limit, most] of Object.entries(limits)) {
    expect([limit, ours[limit as keyof typeof ours] <= most]).toEqual([limit, true]);
  }
});

it('renders an instant alike for every engine, and refuses what is none', () => {
  for (const d of Object.values(dialects)) {
    expect(() => d.instant('2026-03-01T00:00:00Z')).not.toThrow();
    expect(() => d.instant("2026-03-01'; --")).toThrow('no instant');
    expect(() => d.instant('2026-03-01T00:00:00+02:00')).toThrow('no instant');
  }
});
