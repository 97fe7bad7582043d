import { expect, it } from '@jest/globals';
import { expiringCache, keepAll, lruCache, type AssignmentCache } from './assignment-cache.js';

const kinds: [string, () => AssignmentCache][] = [
  ['keepAll', keepAll],
  ['lruCache', () => lruCache(10)],
  ['expiringCache', () => expiringCache(10, () => 0)],
];

for (const [name, make] of kinds) {
  it(`${name} knows only the last decision of a flag and a subject`, () => {
    const cache = make();

    cache.set('flag', 'ada', 'allocation', 'A');
    const known = cache.has('flag', 'ada', 'allocation', 'A');
    cache.set('flag', 'ada', 'allocation', 'B');

    expect(known).toBe(true);
    expect(cache.has('flag', 'ada', 'allocation', 'A')).toBe(false);
    expect(cache.has('flag', 'bob', 'allocation', 'B')).toBe(false);
    expect(cache.has('other', 'ada', 'allocation', 'B')).toBe(false);
  });
}

it('never forgets one of the last `size` used and never keeps more than twice as many', () => {
  const cache = lruCache(3);
  const subjects = Array.from({ length: 20 }, (_, i) => `s${i}`);

  for (const subject of subjects) cache.set('flag', subject, 'a', 'v');
  const kept = subjects.reverse().filter((subject) => cache.has('flag', subject, 'a', 'v'));

  expect(kept).toEqual(expect.arrayContaining(['s17', 's18', 's19']));
  expect(kept.length).toBeLessThanOrEqual(6);
});

it('logs again what was not seen for the time to live, also when the clock was set back', () => {
  let now = 1_000_000;
  const cache = expiringCache(10, () => now, 100);
  cache.set('flag', 'ada', 'a', 'v');

  now += 99;
  const renewed = cache.has('flag', 'ada', 'a', 'v');
  now += 99;
  const still = cache.has('flag', 'ada', 'a', 'v');
  now += 100;
  const expired = cache.has('flag', 'ada', 'a', 'v');
  cache.set('flag', 'ada', 'a', 'v');
  now -= 500;

  expect([renewed, still, expired, cache.has('flag', 'ada', 'a', 'v')]).toEqual([true, true, false, false]);
});
