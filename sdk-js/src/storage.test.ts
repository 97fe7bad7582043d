import { expect, it } from '@jest/globals';
import type { Arrival, RulesetHolder } from '@assay/sdk-core';
import { storedCache, storeRuleset, type PersistentStore, type StoreOptions } from './storage.js';

const aStore = (text: string | null = null): PersistentStore & { text: string | null } => ({
  text,
  read() {
    return this.text;
  },
  write(next) {
    this.text = next;
  },
});
const arrival = (fetchedAt: number): Arrival => ({
  text: '{}',
  etag: 'e',
  version: null,
  fetchedAt: new Date(fetchedAt).toISOString(),
});
const now = 10_000_000;

const visit = async (options: StoreOptions, storedAt: number | null) => {
  const store = aStore(storedAt === null ? null : JSON.stringify(arrival(storedAt)));
  const taken: Arrival[] = [];
  const holder = { answers: null, take: (one: Arrival) => taken.push(one) } as unknown as RulesetHolder;
  const used = storeRuleset(store, options, () => now)(holder, () => {});
  const isFetchNeedless = await used.prepare();
  const isServed = taken.length > 0;
  const fetched = arrival(now);
  used.take(fetched);
  return { isFetchNeedless, isServed, servesFetched: taken.includes(fetched) };
};

it('saves the fetch while the stored ruleset is young enough', async () => {
  const young = { maxAgeMs: 60_000 };

  expect(await visit(young, now - 30_000)).toMatchObject({ isFetchNeedless: true, isServed: true });
  expect(await visit(young, now - 90_000)).toMatchObject({ isFetchNeedless: false, isServed: false });
  expect(await visit(young, now + 90_000)).toMatchObject({ isFetchNeedless: false, isServed: false });
});

it('serves an expired ruleset until the fetch, only where told to', async () => {
  expect(await visit({ useExpired: true }, now - 90_000)).toMatchObject({ isFetchNeedless: false, isServed: true });
  expect(await visit({}, now - 90_000)).toMatchObject({ isServed: false });
});

it('serves what was fetched always, only after an expired one, or only into the void', async () => {
  const stale = now - 90_000;

  expect(await visit({ useExpired: true, updateOnFetch: 'always' }, stale)).toMatchObject({ servesFetched: true });
  expect(await visit({ useExpired: true, updateOnFetch: 'expired' }, stale)).toMatchObject({ servesFetched: true });
  expect(await visit({ maxAgeMs: 1e6, updateOnFetch: 'expired' }, now - 1)).toMatchObject({
    servesFetched: false,
  });
  expect(await visit({ useExpired: true, updateOnFetch: 'empty' }, stale)).toMatchObject({ servesFetched: false });
  expect(await visit({ updateOnFetch: 'empty' }, null)).toMatchObject({ servesFetched: true });
});

it('survives a store that throws and one that holds nonsense', async () => {
  const problems: unknown[] = [];
  const throwing: PersistentStore = {
    read: () => {
      throw new Error('denied');
    },
    write: () => Promise.reject(new Error('full')),
  };
  const holder = { answers: null, take: () => {} } as unknown as RulesetHolder;

  const used = storeRuleset(throwing)(holder, (cause) => problems.push(cause));
  const prepared = await used.prepare();
  used.take(arrival(now));
  await new Promise((resolve) => setTimeout(resolve));

  expect(prepared).toBe(false);
  expect(problems.map(String)).toEqual(['Error: denied', 'Error: full']);
  expect(await storeRuleset(aStore('nonsense'))(holder, () => {}).prepare()).toBe(false);
});

it('keeps nothing that the client could not read', async () => {
  const store = aStore();
  const refusing = {
    answers: null,
    take: () => {
      throw new Error('no ruleset');
    },
  } as unknown as RulesetHolder;
  const used = storeRuleset(store)(refusing, () => {});

  expect(() => used.take(arrival(now))).toThrow('no ruleset');
  await new Promise((resolve) => setTimeout(resolve));

  expect(store.text).toBeNull();
});

it('remembers between visits what was logged', async () => {
  const store = aStore();
  const settle = () => new Promise((resolve) => setTimeout(resolve));
  const first = storedCache(store);
  first.set('flag', 'ada', 'all', 'on');
  await settle();

  const second = storedCache(store);
  await settle();

  expect(second.has('flag', 'ada', 'all', 'on')).toBe(true);
  expect(second.has('flag', 'ada', 'all', 'off')).toBe(false);
});
