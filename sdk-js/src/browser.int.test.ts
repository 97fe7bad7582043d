import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Client, ClientOptions } from './index.js';
import { startBrowser, startSite, type Site } from './testing/browser.js';
import { aRuleset } from './testing/ruleset.js';

interface World {
  client: Client;
  events: { subject: string }[];
  problems: string[];
}

let browser: Browser | null;
let site: Site;
let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  if (browser) site = await startSite(aRuleset({ greeting: 'hello' }));
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});
beforeEach(async () => {
  if (!browser) return;
  site.ruleset = aRuleset({ greeting: 'hello' });
  site.requests.length = 0;
  page = await (await browser.newContext()).newPage();
  await page.goto(site.origin);
});
afterEach(async () => {
  await page?.context().close();
});

/** Starts a client in the page, and waits for it; whether it got a ruleset. */
const startClient = (
  options: Pick<ClientOptions, 'pollingIntervalMs' | 'streamJitterMs'> & {
    isStored?: boolean;
    isStreamed?: boolean;
  } = {},
): Promise<boolean> =>
  page.evaluate(
    async ({ origin, isStored, isStreamed, ...more }) => {
      const path = `${origin}/sdk/index.js`;
      const sdk = (await import(path)) as typeof import('./index.js');
      const kept = `${origin}/sdk/storage.js`;
      const storage = (await import(kept)) as typeof import('./storage.js');
      const streamed = `${origin}/sdk/stream.js`;
      const { followStream } = (await import(streamed)) as typeof import('./stream.js');
      const world = globalThis as unknown as World;
      world.events = [];
      world.problems = [];
      world.client = sdk.createClient({
        sdkKey: 'key',
        baseUrl: `${origin}/api`,
        initialRetries: 0,
        onAssignment: (event) => world.events.push(event),
        onError: (problem) => world.problems.push(problem.message),
        ...(isStreamed && { stream: followStream }),
        ...(isStored && { store: storage.storeRuleset(storage.localStore('key'), { useExpired: true }) }),
        ...more,
      });
      return world.client.ready();
    },
    { origin: site.origin, ...options },
  );

const greeting = (): Promise<string> =>
  page.evaluate(() => (globalThis as unknown as World).client.getString('greeting', 'ada', {}, 'bye'));
const problems = (): Promise<string[]> => page.evaluate(() => (globalThis as unknown as World).problems);

const inBrowser = (name: string, run: () => Promise<void>): void =>
  it(`in a real browser, ${name}`, () => (browser ? run() : Promise.resolve()), 30_000);

inBrowser('serves a flag and logs it once', async () => {
  const isReady = await startClient();

  expect([isReady, await greeting(), await greeting()]).toEqual([true, 'hello', 'hello']);
  expect(await page.evaluate(() => (globalThis as unknown as World).events.length)).toBe(1);
});

inBrowser('serves the fallback offline on the first visit, and the stored ruleset on the next', async () => {
  await startClient({ isStored: true });
  await page.waitForFunction(() => localStorage.length > 0);
  site.ruleset = null;

  const withoutStore = [await startClient(), await greeting()];
  const withStore = [await startClient({ isStored: true }), await greeting()];

  expect(withoutStore).toEqual([false, 'bye']);
  expect(withStore).toEqual([true, 'hello']);
});

inBrowser('survives a connection that is cut', async () => {
  await startClient();
  await page.context().setOffline(true);

  const refreshed = await page.evaluate(() => (globalThis as unknown as World).client.refresh());

  expect([refreshed, await greeting()]).toEqual([false, 'hello']);
  expect(await problems()).toHaveLength(1);
});

inBrowser('survives a storage that is full', async () => {
  await page.evaluate(() => {
    let chunk = 'x'.repeat(1_000_000);
    for (let i = 0; chunk; i++) {
      try {
        localStorage.setItem(`other${i}`, chunk);
      } catch {
        chunk = chunk.slice(chunk.length / 2 + 0.5);
      }
    }
  });

  const isReady = await startClient({ isStored: true });
  await page.waitForFunction(() => (globalThis as unknown as World).problems.length > 0);

  expect([isReady, await greeting()]).toEqual([true, 'hello']);
  expect(await problems()).toEqual([expect.stringMatching(/^storing flags: .*quota/)]);
});

inBrowser('serves what a developer has put into local storage', async () => {
  await page.evaluate(() => localStorage.setItem('assay-overrides', '{"greeting":{"key":"forced","value":"ciao"}}'));
  const served = await page.evaluate(async (origin) => {
    const sdk = (await import(`${origin}/sdk/index.js`)) as typeof import('./index.js');
    const { storedOverrides } = (await import(`${origin}/sdk/storage.js`)) as typeof import('./storage.js');
    const client = sdk.createClient({ offline: true, overrides: storedOverrides() });
    return client.getString('greeting', 'ada', {}, 'bye');
  }, site.origin);

  expect(served).toBe('ciao');
});

inBrowser('rests while the tab is hidden and refreshes when it is seen again', async () => {
  const setHidden = (isHidden: boolean): Promise<void> =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
  await startClient({ pollingIntervalMs: 50 });
  await setHidden(true);
  await page.waitForTimeout(100);
  const before = site.requests.length;
  await page.waitForTimeout(400);
  const whileHidden = site.requests.length - before;
  site.ruleset = aRuleset({ greeting: 'salut, again' });

  await setHidden(false);
  await page.waitForFunction(
    () => (globalThis as unknown as World).client.getString('greeting', 'bob', {}, 'bye') === 'salut, again',
  );

  expect(whileHidden).toBe(0);
});

inBrowser('refetches when the stream announces a ruleset, and again when the lost stream is back', async () => {
  const serves = (expected: string): Promise<unknown> =>
    page.waitForFunction(
      (text) => (globalThis as unknown as World).client.getString('greeting', 'bob', {}, 'bye') === text,
      expected,
    );
  await startClient({ isStreamed: true, streamJitterMs: 0 });
  while (!site.streams()) await new Promise((resolve) => setImmediate(resolve));

  site.ruleset = aRuleset({ greeting: 'announced' });
  site.announce();
  await serves('announced');
  site.ruleset = aRuleset({ greeting: 'while it was lost' });
  site.dropStreams();
  await serves('while it was lost');

  expect(await problems()).toEqual(['flag stream (polling instead): connection lost']);
});
