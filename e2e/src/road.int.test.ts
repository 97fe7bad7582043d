import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ConnectionView, EstimateView, ResultsView, RunDetail, RunView } from '@assay/api-contract';
import { createClient, type AssignmentEvent } from '@assay/sdk-node';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import * as forms from './testing/forms.js';
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
import { assignmentRow, ordersOf, plantedLift } from './testing/planted.js';
import { sinkOf } from './testing/sink.js';
import { describeInChromium } from './testing/suite.js';
import { writeShopWarehouse } from './testing/warehouse.js';

type Estimate = Extract<EstimateView, { kind: 'estimate' }>;
interface List<T> {
  readonly items: readonly T[];
}

const subjects = 2_000;
const day = 86_400_000;

describeInChromium('the main road by hand, from an empty install to a lift', () => {
  let data: Awaited<ReturnType<typeof newDataFolder>>;
  let product: Product;
  let browser: Browser;
  let window: Window;
  let connectionId: string;
  let sdkKey: string;
  let experimentId: string;
  const events: AssignmentEvent[] = [];

  const results = (view = ''): Promise<ResultsView> =>
    apiOf(window.page).get(`experiments/${experimentId}/results?${view}`);
  const estimate = async (view = ''): Promise<Estimate> =>
    (await results(view)).metrics[0]?.arms[1]?.estimate as Estimate;
  const runs = async (): Promise<readonly RunView[]> =>
    (await apiOf(window.page).get<List<RunView>>(`experiments/${experimentId}/runs`)).items;

  beforeAll(async () => {
    data = await newDataFolder();
    await writeShopWarehouse(join(data.path, 'shop.duckdb'));
    [product, browser] = await Promise.all([
      startProduct(join(data.path, 'product'), { DEMO: 'false' }),
      startBrowser(),
    ]);
    window = await signIn(browser, product);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    await data?.release();
  });

  it('connects a DuckDB file and tests the connection', async () => {
    connectionId = await forms.connectDuckDb(window.page, join(data.path, 'shop.duckdb'));

    const { lastTest } = await apiOf(window.page).get<ConnectionView>(`connections/${connectionId}`);
    expect(lastTest?.passed).toBe(true);
  });

  it('defines an entity, where assignments and facts are, and a metric', async () => {
    const { page } = window;

    await forms.makeEntity(page, 'User');
    await forms.makeAssignmentSource(page, 'Assignments');
    await forms.makeFactSource(page, 'Orders', 'Order');
    await forms.makeMetric(page, 'Orders per user', 'Order', 'Number of facts');

    expect((await apiOf(page).get<List<unknown>>('metrics')).items).toHaveLength(1);
  });

  it('makes a flag with an experiment and publishes it', async () => {
    const { page } = window;

    await forms.makeFlag(page, 'layout');
    await forms.publishExperiment(page, 'first-test');
    sdkKey = await forms.makeSdkKey(page, 'Shop');

    expect(sdkKey).toMatch(/^\S{20,}$/);
  });

  it('serves the flag to the SDK, whose callback writes each assignment to the warehouse', async () => {
    const client = createClient({ sdkKey, baseUrl: `${product.url}/api`, onAssignment: (event) => events.push(event) });
    await client.ready();

    const served = new Set<string>();
    for (let n = 1; n <= subjects; n += 1)
      served.add(client.getString('layout', `user-${n}`, { plan: 'free' }, 'none'));
    client.close();

    const write = await sinkOf(product, connectionId);
    await write('assignments', events.map(assignmentRow));
    await write(
      'orders',
      events.flatMap((event, at) => ordersOf(event, 'new', at)),
    );
    expect([...served].sort()).toEqual(['new', 'old']);
    expect(new Set(events.map(({ subject }) => subject)).size).toBe(subjects);
  });

  it('starts the experiment, whose first refresh asks the warehouse', async () => {
    experimentId = await forms.startExperiment(window.page, {
      name: 'New layout',
      allocation: 'layout · Experiment (production)',
      source: 'Assignments',
      metric: 'Orders per user',
      from: new Date(Date.now() - day).toISOString().slice(0, 16),
    });

    await until('the first refresh', async () => (await runs()).some(({ status }) => status === 'succeeded'));
    expect((await results()).sanity.exposure.subjects).toBe(subjects);
  });

  it('refreshes by hand and finds the planted effect inside the interval', async () => {
    const { page } = window;
    const before = (await runs()).length;
    await page.goto(`/experiments/${experimentId}`);

    await forms.press(page, 'Refresh');
    await until('the refresh', async () => {
      const known = await runs();
      return known.length > before && known.every(({ status }) => status === 'succeeded');
    });

    const { lift, low, high } = await estimate();
    expect(low).toBeLessThan(plantedLift);
    expect(high).toBeGreaterThan(plantedLift);
    expect(lift).toBeGreaterThan(0);
  });

  it('shows on the page the lift and interval that the API gives', async () => {
    const { page } = window;
    const { lift, low, high } = await estimate();
    await page.goto(`/experiments/${experimentId}`);

    const shown = await page.getByRole('button', { name: /Orders per user, lift/ }).innerText();

    const numbers = [...shown.matchAll(/[+−-][\d.]+/g)].map(([text]) => Number(text.replace('−', '-')) / 100);
    expect(numbers).toEqual([lift, low, high].map((number) => expect.closeTo(number, 3)));
  });

  it('looks at the same summaries by another method, level or without CUPED, and asks for no run', async () => {
    const { page } = window;
    const before = (await runs()).length;
    const planned = await estimate();

    await page.getByRole('radio', { name: 'Fixed' }).click();
    await page.getByRole('radio', { name: 'Raw' }).click();
    await page.getByLabel('Level').selectOption('0.8');
    await page.getByRole('columnheader', { name: 'Lift, 80%' }).waitFor();

    const raw = await estimate('method=fixed&level=0.8&cuped=false');
    const adjusted = await estimate('method=fixed&level=0.8&cuped=true');
    expect(raw.high - raw.low).toBeLessThan(planned.high - planned.low);
    expect(adjusted.standardError).toBeLessThan(raw.standardError);
    expect((await runs()).length).toBe(before);
  });

  it('shows the SQL of a number that is clicked', async () => {
    const { page, errors } = window;

    await page.getByRole('button', { name: /Orders per user, treatment/ }).click();

    const { runId, metrics } = await results();
    const { statements } = await apiOf(page).get<RunDetail>(`runs/${runId}`);
    const own = statements.filter(({ id }) => metrics[0]?.statementIds.includes(id)).map(({ sql }) => sql);
    const shown = page.getByRole('region', { name: 'Proof' }).locator('pre');
    await shown.first().waitFor();
    expect(own).not.toEqual([]);
    expect((await shown.allTextContents()).sort()).toEqual(own.sort());
    expect(errors).toEqual([]);
  });
});
