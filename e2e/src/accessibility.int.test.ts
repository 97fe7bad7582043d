import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import type { ExperimentView, ExploreInput, ExploreView, MetricView, RunView, TeamView } from '@assay/api-contract';
import type { Browser, Page } from 'playwright-core';
import {
  apiOf,
  newDataFolder,
  signIn,
  startBrowser,
  startProduct,
  type Api,
  type Product,
  type Window,
} from './testing/index.js';
import { describeInChromium } from './testing/suite.js';

interface List<T> {
  readonly items: readonly T[];
}

/** Addresses of one thing of each kind, filled in from the demo. */
interface Things {
  readonly decided: string;
  readonly live: string;
  readonly metric: string;
  readonly run: string;
  /** Of the live experiment: by country, and step by step of a funnel. */
  readonly explores: readonly string[];
}

const pages: readonly (readonly [string, (things: Things) => string])[] = [
  ['home', () => '/'],
  ['experiments', () => '/experiments'],
  ['new experiment', () => '/experiments/new'],
  ['decided experiment', ({ decided }) => `/experiments/${decided}`],
  ['live experiment', ({ live }) => `/experiments/${live}`],
  ['live experiment over time', ({ live }) => `/experiments/${live}/time`],
  ['explores', ({ live }) => `/experiments/${live}/explores`],
  ['new explore', ({ live }) => `/experiments/${live}/explores/new`],
  ['explore by value', ({ live, explores }) => `/experiments/${live}/explores/${explores[0]}`],
  ['explore of a funnel', ({ live, explores }) => `/experiments/${live}/explores/${explores[1]}`],
  ['set-up of an experiment', ({ live }) => `/experiments/${live}/set-up`],
  ['sample size', () => '/sample-size'],
  ['flags', () => '/flags'],
  ['flag', () => '/flags/checkout-layout'],
  ['new flag', () => '/flags/new'],
  ['flag in a layer that rolls out', () => '/flags/beta-banner?env=production'],
  ['approvals', () => '/change-requests'],
  ['bandits', () => '/bandits'],
  ['new bandit', () => '/bandits/new'],
  ['audiences', () => '/audiences'],
  ['layers', () => '/layers'],
  ['holdouts', () => '/holdouts'],
  ['notifications', () => '/settings/notifications'],
  ['metadata', () => '/settings/metadata'],
  ['teams', () => '/settings/teams'],
  ['stale flags', () => '/stale-flags'],
  ['metrics', () => '/metrics'],
  ['metric', ({ metric }) => `/metrics/${metric}`],
  ['metric collections', () => '/metrics/collections'],
  ['new metric collection', () => '/metrics/collections/new'],
  ['new metric', () => '/metrics/new'],
  ['sources', () => '/sources'],
  ['new assignment source', () => '/sources/assignments/new'],
  ['new fact source', () => '/sources/facts/new'],
  ['entities', () => '/entities'],
  ['warehouse', () => '/warehouse'],
  ['new connection', () => '/warehouse/new'],
  ['runs', () => '/runs'],
  ['run', ({ run }) => `/runs/${run}`],
  ['audit', () => '/audit'],
  ['environments', () => '/settings'],
  ['SDK keys', () => '/settings/sdk-keys'],
  ['signing keys', () => '/settings/signing-keys'],
  ['custody', () => '/settings/custody'],
  ['limits', () => '/settings/limits'],
  ['publications', () => '/publications'],
  ['metric syncs', () => '/metrics/syncs'],
  ['help about delivery', () => '/help/delivery'],
];

/** Serious and critical findings of axe, each with its element. */
const violationsOf = async (page: Page): Promise<readonly string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`));
};

/** What the demo has none of: a team, a collection, a metadata field, an audience, and a layer with a part that is taken. */
const fill = async ({ get, send }: Api): Promise<void> => {
  const { items } = await get<List<MetricView>>('metrics');
  const { id: metricId, metric } = items[0]!;
  const metrics = [{ metricId, role: 'primary' }];
  await send('POST', 'metric-collections', { name: 'Core', entityId: metric.entityId, metrics });
  const field = { key: 'area', name: 'Area', kind: 'select', options: ['Top'], appliesTo: ['flag', 'experiment'] };
  await send('POST', 'metadata-fields', field);
  await send('POST', 'teams', { name: 'Front page' });
  const { items: teams } = await get<List<TeamView>>('teams');
  const teamId = teams[0]!.id;
  await send('PUT', `metrics/${metricId}/team`, { teamId }, items[0]!.version);
  const rules = [{ conditions: [{ attribute: 'plan', operator: 'ONE_OF', value: ['beta'] }] }];
  const gate = { key: 'beta', name: 'Beta', kind: 'gate', splits: [{ variationKey: 'on', weight: 1 }] };
  const variations = [{ key: 'on', value: true }];
  await send('POST', 'audiences', { key: 'beta', name: 'Beta testers', rules });
  await send('POST', 'layers', { key: 'top', name: 'Top of the page' });
  await send('POST', 'flags', {
    key: 'beta-banner',
    name: 'Beta banner',
    type: 'BOOLEAN',
    variations,
    teamId,
    tags: ['web'],
  });
  const phases = [{ at: '2090-01-01T00:00:00Z', trafficExposure: 1 }];
  const layer = { key: 'top', start: 0, end: 5_000 };
  const allocations = [{ ...gate, audiences: ['beta'], trafficExposure: 0.1, phases, layer }];
  await send('PUT', 'flags/beta-banner/environments/production', { isEnabled: true, allocations }, 1);
};

/** Saves explores of an experiment; gives their ids. */
const addExplores = async ({ get, send }: Api, { id, design }: ExperimentView): Promise<readonly string[]> => {
  const { items } = await get<List<MetricView>>('metrics');
  const judged = items.filter((one) => design.metrics.some(({ metricId }) => metricId === one.id));
  const save = async (input: Partial<ExploreInput>): Promise<string> =>
    (await send<ExploreView>('POST', `experiments/${id}/explores`, { ...input, splitBy: design.splitBy[0] })).id;
  const funnel = judged.find(({ metric }) => metric.kind === 'funnel');
  return [
    await save({ name: 'By value', metricId: judged[0]!.id, visualisation: 'lift' }),
    await save({ name: 'Steps', metricId: funnel!.id, visualisation: 'funnel_steps' }),
  ];
};

/** Goes to a page of the console and waits until everything that it fetches is there. */
const open = async (page: Page, address: string): Promise<void> => {
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
};

describeInChromium('the console, for everybody', () => {
  let data: Awaited<ReturnType<typeof newDataFolder>>;
  let product: Product;
  let browser: Browser;
  let signedIn: Window;
  let things: Things;

  beforeAll(async () => {
    data = await newDataFolder();
    [product, browser] = await Promise.all([startProduct(data.path, { DEMO: 'true' }), startBrowser()]);
    signedIn = await signIn(browser, product);
    const api = apiOf(signedIn.page);
    const { items: experiments } = await api.get<List<ExperimentView>>('experiments');
    const idOf = (status: string): string => experiments.find((one) => one.status === status)?.id ?? '';
    const { items: metrics } = await api.get<List<MetricView>>('metrics');
    const { items: runs } = await api.get<List<RunView>>('runs');
    await fill(api);
    const explores = await addExplores(
      api,
      experiments.find(({ status }) => status === 'running')!,
    );
    things = {
      decided: idOf('concluded'),
      live: idOf('running'),
      metric: metrics[0]?.id ?? '',
      run: runs[0]?.id ?? '',
      explores,
    };
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
    await data?.release();
  });

  describe.each(['light', 'dark'] as const)('given %s colours', (colorScheme) => {
    let page: Page;
    beforeAll(async () => {
      const storageState = await signedIn.context.storageState();
      const context = await browser.newContext({
        baseURL: product.url,
        colorScheme,
        reducedMotion: 'reduce',
        storageState,
      });
      page = await context.newPage();
    });
    afterAll(() => page?.context().close());

    it.each(pages)('has no serious barrier on the page: %s', async (_name, addressOf) => {
      await open(page, addressOf(things));

      expect(await violationsOf(page)).toEqual([]);
    });
  });

  it('lets the keyboard skip the navigation', async () => {
    const { page } = signedIn;
    await open(page, '/');

    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await page.keyboard.press('Enter');

    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  });

  it.each(['Control+k', 'Meta+k'])('opens the palette by %s and jumps to a flag by its name', async (keys) => {
    const { page } = signedIn;
    await open(page, '/');

    await page.keyboard.press(keys);
    await page.locator('input[role=combobox]:focus').waitFor();
    await page.keyboard.type('support chat');
    await page.getByRole('option', { name: /support-chat/, selected: true }).waitFor();
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'support-chat', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/flags/support-chat');
  });
});
