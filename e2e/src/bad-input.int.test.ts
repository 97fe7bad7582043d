import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConnectionView, ExperimentView, FlagView, RunDetail, RunView, SdkKeyCreated } from '@assay/api-contract';
import { createClient, type Client } from '@assay/sdk-node';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { press, type, typeSql } from './testing/forms.js';
import {
  apiOf,
  newDataFolder,
  signIn,
  startBrowser,
  startProduct,
  until,
  type Product,
  type Window,
} from './testing/index.js';
import { startProxy, type Proxy } from './testing/proxy.js';
import { describeInChromium } from './testing/suite.js';

interface List<T> {
  readonly items: readonly T[];
}

describeInChromium('bad input and broken surroundings', () => {
  let data: Awaited<ReturnType<typeof newDataFolder>>;
  let product: Product;
  let browser: Browser;
  let window: Window;

  beforeAll(async () => {
    data = await newDataFolder();
    [product, browser] = await Promise.all([startProduct(data.path, { DEMO: 'true' }), startBrowser()]);
    window = await signIn(browser, product);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    await data?.release();
  });

  it.each([
    ['a statement that writes', 'DELETE FROM assignments'],
    ['two statements', 'SELECT subject FROM assignments; DROP TABLE assignments'],
    ['a write inside a WITH', 'WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone'],
    ['what is no SQL at all', 'SELEC everything FROM everywhere ,,'],
  ])('refuses %s in the form, with the reason', async (_name, sql) => {
    const { page } = window;
    const sources = async () => (await apiOf(page).get<List<unknown>>('assignment-sources')).items.length;
    const before = await sources();
    await page.goto('/sources/assignments/new');

    await type(page, 'Name', 'Bad');
    await typeSql(page, sql);
    await page.getByRole('alert').first().waitFor();
    for (const label of ['Subject', 'Time', 'Experiment key', 'Variation']) await type(page, label, 'a');
    await press(page, 'Create source');

    const refusal = page.getByRole('group', { name: 'SELECT' }).getByRole('alert');
    await refusal.waitFor();
    expect(await refusal.innerText()).toMatch(/SELECT|statement|position|line|parse/i);
    expect(await sources()).toBe(before);
  });

  describe('given a network that damages rulesets', () => {
    let proxy: Proxy;
    let client: Client;
    const problems: string[] = [];
    const perPage = () => client.getInteger('results-per-page', 'somebody', {}, -1);

    beforeAll(async () => {
      const api = apiOf(window.page);
      proxy = await startProxy(product.url);
      const { key } = await api.send<SdkKeyCreated>('POST', 'sdk-keys', {
        name: 'Behind a bad network',
        environment: 'production',
        kind: 'server',
      });
      client = createClient({
        sdkKey: key,
        baseUrl: `${proxy.url}/api`,
        pollingIntervalMs: 50,
        onError: ({ message }) => problems.push(message),
      });
      await client.ready();
    });
    afterAll(async () => {
      client?.close();
      await proxy?.close();
    });

    const switchOff = async () => {
      const api = apiOf(window.page);
      const flag = await api.get<FlagView>('flags/results-per-page');
      const production = flag.environments.find(({ environment }) => environment === 'production');
      await api.send(
        'PUT',
        'flags/results-per-page/environments/production',
        { isEnabled: false, allocations: production?.allocations },
        production?.version,
      );
    };

    it.each([
      ['cut short', (body: Buffer) => body.subarray(0, body.length / 2)],
      ['scrambled', (body: Buffer) => Buffer.from(body.map((byte, at) => (at % 7 === 0 ? byte ^ 0x55 : byte)))],
      ['another document', () => Buffer.from('<html>Please sign in to this network</html>')],
    ])('keeps the last good ruleset while answers are %s', async (_name, damage) => {
      const { length: known } = problems;
      const seen = proxy.damaged();
      proxy.damage = damage;

      await until('damaged answers', () => proxy.damaged() > seen + 2);

      expect(perPage()).toBe(20);
      expect(problems.length).toBeGreaterThanOrEqual(known);
      expect(problems).not.toEqual([]);
    });

    it('takes the newest ruleset once the network is well again', async () => {
      await switchOff();
      expect(perPage()).toBe(20);

      proxy.damage = null;

      await until('the newest ruleset', () => perPage() === -1);
    });
  });

  describe('given a warehouse whose file is damaged and then gone', () => {
    let live: ExperimentView;

    /** A refresh that begins after the connection changed: while one that began before it is open, it is the answer. */
    const failingRun = async (): Promise<RunDetail> => {
      const api = apiOf(window.page);
      await until('earlier runs to end', async () => {
        const { items } = await api.get<List<RunView>>(`experiments/${live.id}/runs`);
        return items.every(({ status }) => !['queued', 'running'].includes(status));
      });
      const { id } = await api.send<RunView>('POST', `experiments/${live.id}/refresh`, {});
      let run = await api.get<RunDetail>(`runs/${id}`);
      await until('the run to end', async () => {
        run = await api.get<RunDetail>(`runs/${id}`);
        return !['queued', 'running'].includes(run.status);
      });
      return run;
    };
    const point = async (path: string): Promise<void> => {
      const api = apiOf(window.page);
      const { items } = await api.get<List<ConnectionView>>('connections');
      const { id, version, name, scratchSchema } = items[0] as ConnectionView;
      await api.send('PUT', `connections/${id}`, { name, scratchSchema, settings: { kind: 'duckdb', path } }, version);
    };

    beforeAll(async () => {
      const { items } = await apiOf(window.page).get<List<ExperimentView>>('experiments');
      live = items.find(({ status }) => status === 'running') as ExperimentView;
    });

    it('fails the run with its cause, on the page too', async () => {
      const { page } = window;
      const broken = join(data.path, 'broken.duckdb');
      await writeFile(broken, 'this is no database '.repeat(1_000));
      await point(broken);

      const run = await failingRun();
      await page.goto(`/runs/${run.id}`);

      expect(run.status).toBe('failed');
      expect(run.cause).not.toBeNull();
      await page
        .getByText(run.error ?? 'no error was given')
        .first()
        .waitFor();
    });

    it('says so when there is no file', async () => {
      await rm(join(data.path, 'broken.duckdb'), { force: true });

      const run = await failingRun();

      expect(run.status).toBe('failed');
      expect(run.error).toMatch(/file|open|reach/i);
    });

    it('keeps showing what was read before, and everything else', async () => {
      const { page, errors } = window;

      await page.goto(`/experiments/${live.id}`);
      await page.getByRole('table', { name: 'Results by metric' }).waitFor();
      await page.goto('/flags');
      await page
        .getByRole('link', { name: /Checkout layout|checkout-layout/ })
        .first()
        .waitFor();

      expect(errors).toEqual([]);
    });
  });
});
