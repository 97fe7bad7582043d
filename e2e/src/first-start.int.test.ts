import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ConnectionView, EstimateView, ExperimentView, ResultsView } from '@assay/api-contract';
import type { Browser } from 'playwright-core';
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
import { processesNaming } from './testing/processes.js';
import { publishedNumbers } from './testing/published.js';
import { describeInChromium } from './testing/suite.js';

type Estimate = Extract<EstimateView, { kind: 'estimate' }>;
interface List<T> {
  readonly items: readonly T[];
}

const published = publishedNumbers();
const decidedName = 'Do legislators answer people outside their district?';
const liveName = 'Checkout: one page instead of three';

describeInChromium('the first start, with the demo, in Chromium', () => {
  let data: Awaited<ReturnType<typeof newDataFolder>>;
  let product: Product;
  let browser: Browser;
  let window: Window;

  const experiment = async (name: string): Promise<ExperimentView> => {
    const { items } = await apiOf(window.page).get<List<ExperimentView>>('experiments');
    return items.find((one) => one.name === name) as ExperimentView;
  };
  const resultsOf = async (name: string, view = ''): Promise<ResultsView> =>
    apiOf(window.page).get(`experiments/${(await experiment(name)).id}/results?${view}`);
  const estimateOf = async (view: string): Promise<Estimate> =>
    (await resultsOf(decidedName, view)).metrics[0]?.arms[1]?.estimate as Estimate;

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

  it('opens on the verdict and the lift of the decided experiment', async () => {
    const { page, errors } = window;

    await page.getByRole('heading', { name: /Do not roll out/ }).waitFor();

    const lift = page.getByRole('button', { name: /Response rate, lift/ });
    expect(await lift.innerText()).toMatch(/47\.9%[^]*51\.4% to \S+44\.5%/);
    expect(errors).toEqual([]);
  });

  it('leads from there to its results, which show no trend', async () => {
    const { page } = window;

    await page.getByRole('link', { name: decidedName }).first().click();
    await page.getByRole('region', { name: 'Data sanity' }).getByText('no trend: the rows carry no time').waitFor();
    await page.getByRole('link', { name: 'Time', exact: true }).click();

    await page.getByText('This experiment has no trend').waitFor();
    expect((await resultsOf(decidedName)).sanity.exposure.series).toEqual([]);
  });

  it('counts and averages as the publication does', async () => {
    const { metrics } = await resultsOf(decidedName);

    const [control, treatment] = metrics[0]?.arms ?? [];
    expect([control?.n, treatment?.n]).toEqual([published.n_control, published.n_treatment]);
    expect(control?.value).toBeCloseTo(published.mean_control, 9);
    expect(treatment?.value).toBeCloseTo(published.mean_treatment, 9);
  });

  it.each([
    ['relative', published.relative_lift, published.relative_lift_se_delta, published.relative_lift_ci95_z],
    ['absolute', published.diff, published.se, published.ci95_z],
  ] as const)('estimates the %s effect that an independent program finds', async (effect, lift, error, interval) => {
    const estimate = await estimateOf(`effect=${effect}&method=fixed&level=0.95&cuped=false`);

    expect(estimate.lift).toBeCloseTo(lift, 9);
    expect(estimate.standardError).toBeCloseTo(error, 9);
    expect(estimate.low).toBeCloseTo(interval[0], 9);
    expect(estimate.high).toBeCloseTo(interval[1], 9);
  });

  it('sees the live experiment grow while the sample shop runs', async () => {
    const { page } = window;
    const before = (await resultsOf(liveName)).sanity.exposure.subjects;
    await page.goto(`/experiments/${(await experiment(liveName)).id}`);

    const refresh = page.getByRole('button', { name: 'Refresh' });
    await until('more subjects of the live experiment', async () => {
      if (await refresh.isEnabled()) await refresh.click();
      return (await resultsOf(liveName)).sanity.exposure.subjects > before;
    });

    const { subjects } = (await resultsOf(liveName)).sanity.exposure;
    const shown = page.getByRole('region', { name: 'Data sanity' });
    await shown.getByText(subjects.toLocaleString('en-GB').slice(0, 4)).first().waitFor();
    expect(subjects).toBeGreaterThan(before);
  });

  it('ends with no process left behind on SIGTERM', async () => {
    expect(await processesNaming(data.path)).not.toEqual([]);

    const code = await product.stop('SIGTERM');

    expect(code).toBe(0);
    expect(await processesNaming(data.path)).toEqual([]);
  });

  it('starts again with its data, seeds nothing twice, and ends on SIGINT', async () => {
    product = await startProduct(data.path, { DEMO: 'true' });
    await window.context.close();
    window = await signIn(browser, product);

    const { items: connections } = await apiOf(window.page).get<List<ConnectionView>>('connections');
    const { items: experiments } = await apiOf(window.page).get<List<ExperimentView>>('experiments');
    expect(connections.map(({ name }) => name)).toEqual(['Demo warehouse']);
    expect(experiments.map(({ name }) => name).sort()).toEqual([liveName, decidedName]);
    expect(product.output()).not.toMatch(/creating the database files|Writing the demo shop/);
    expect(await product.stop('SIGINT')).toBe(0);
    expect(await processesNaming(data.path)).toEqual([]);
  });
});
