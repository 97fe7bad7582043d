import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AuditEventView,
  ExperimentView,
  ExploreChart,
  ExploreDetail,
  ExploreInput,
  ExplorePage,
  ExploreProposals,
  ExploreView,
  MetricView,
  Problem,
  ResultsView,
} from '@assay/api-contract';
import { mostExplores } from '@assay/api-contract';
import { Shop, startBackend, type TestBackend } from '../../testing/index.js';

/** 3,000 subjects of three countries; treated pay a fifth more, in DE twice as much. One in eight does not come back. */
const tables = [
  `CREATE TABLE assignments AS
   SELECT 's' || i AS subject, 'checkout' AS experiment, TIMESTAMP '2026-03-02 06:00:00' AS ts,
     CASE WHEN i % 2 = 0 THEN 'control' ELSE 'treatment' END AS variation,
     CASE (i // 2) % 3 WHEN 0 THEN 'US' WHEN 1 THEN 'DE' ELSE 'FR' END AS country,
     CASE WHEN (i // 6) % 2 = 0 THEN 'phone' ELSE 'desktop' END AS device
   FROM range(3000) AS t(i)`,
  `CREATE TABLE visits AS SELECT subject, ts + INTERVAL 1 HOUR AS ts FROM assignments WHERE hash(subject) % 8 > 0`,
  `CREATE TABLE payments AS
   SELECT subject, ts + INTERVAL 1 DAY AS ts,
     (10.0 + hash(subject) % 5) * CASE WHEN variation = 'control' THEN 1 WHEN country = 'DE' THEN 2 ELSE 1.2 END AS amount
   FROM assignments WHERE hash(subject) % 8 > 2`,
];

let backend: TestBackend;
let shop: Shop;
let id: string;
let paid: string;
let funnel: string;

beforeAll(async () => {
  backend = await startBackend();
  await backend.listen();
  shop = await Shop.open(backend, tables, ['country', 'device']);
  paid = await shop.metric('Paid', { sql: 'SELECT * FROM payments', column: 'amount' });
  const factOf = async (name: string) =>
    (await shop.factSource(name, `SELECT * FROM ${name}`, null)).body.facts[0]?.id ?? '';
  const { entityId } = (await shop.owner.get<MetricView>(`/metrics/${paid}`)).body.metric;
  const { body } = await shop.owner.post<MetricView>('/metrics', {
    ...{ kind: 'funnel', name: 'Checkout', entityId },
    funnel: {
      steps: [
        { name: 'Visited', factId: await factOf('visits') },
        { name: 'Paid', factId: await factOf('payments') },
      ],
    },
  });
  funnel = body.id;
  id = await shop.experiment({ key: 'checkout', metricIds: [paid, funnel], splitBy: ['country', 'device'] });
});
afterAll(() => backend?.stop());

const at = (rest = ''): string => `/experiments/${id}/explores${rest}`;
const lift = (over: Partial<ExploreInput> = {}): Partial<ExploreInput> => ({
  ...{ name: 'Paid by country', metricId: paid, visualisation: 'lift', splitBy: 'country' },
  ...over,
});
const made = (input: Partial<ExploreInput>) => shop.owner.post<ExploreView & Problem>(at(), input);
const preview = async (input: Partial<ExploreInput>): Promise<ExploreChart> =>
  (await shop.owner.post<ExploreChart>(at('/preview'), input)).body;
const listed = async (): Promise<ExplorePage> => (await shop.owner.get<ExplorePage>(at())).body;
const changed = async (change: Partial<ExperimentView['design']>) => {
  const { body } = await shop.owner.get<ExperimentView>(`/experiments/${id}`);
  const input = { ...body, design: { ...body.design, ...change } };
  const { status, text } = await shop.owner.put(`/experiments/${id}`, input, { 'if-match': '*' });
  if (status !== 200) throw new Error(text);
  return body.design;
};

it('says that nothing was read before the first refresh', async () => {
  const { because, cells } = await preview(lift());
  const proposals = (await shop.owner.get<ExploreProposals>(at('/proposals'))).body;

  expect([because, cells]).toEqual(['Nothing was read yet: refresh the experiment.', []]);
  expect([proposals.because, proposals.items]).toEqual(['Nothing was read yet: refresh.', []]);
});

describe('given a refresh', () => {
  beforeAll(async () => {
    const run = await shop.refresh(id);
    if (run.status !== 'succeeded') throw new Error(JSON.stringify(run));
  });

  it('shows the lift in each value, without CUPED, as the results split by it do', async () => {
    const { body: saved } = await made(lift());

    const { chart } = (await shop.owner.get<ExploreDetail>(at(`/${saved.id}`))).body;

    const { cells } = (await shop.owner.get<ResultsView>(`/experiments/${id}/results?splitBy=country&cuped=false`))
      .body;
    expect(chart.cells.map(({ value }) => value)).toEqual(['DE', 'FR', 'US']);
    expect(chart.cells.map(({ result }) => result.arms)).toEqual(cells.map(({ metrics }) => metrics[0]?.arms));
    expect(chart).toMatchObject({ because: null, caution: null, metric: 'Paid', series: null, counted: 'subjects' });
  });

  it('takes several values together as if they were one', async () => {
    const [us, fr] = await Promise.all(
      ['US', 'FR'].map((value) => preview(lift({ splitBy: null, filter: { property: 'country', values: [value] } }))),
    );

    const both = await preview(lift({ splitBy: null, filter: { property: 'country', values: ['US', 'FR'] } }));

    const [one, other, whole] = [us, fr, both].map((chart) => chart?.cells[0]?.result.arms[0]);
    const mean = ((one?.n ?? 0) * (one?.value ?? 0) + (other?.n ?? 0) * (other?.value ?? 0)) / (whole?.n ?? 0);
    expect(whole?.n).toBe(1000);
    expect(whole?.value).toBeCloseTo(mean, 12);
    expect(both.cells[0]?.result.arms[1]?.estimate).toMatchObject({ lift: expect.closeTo(0.2, 1) });
  });

  it('follows lift by day, as the series of the metric does', async () => {
    const { series, cells } = await preview(lift({ visualisation: 'series', splitBy: null }));

    const { body } = await shop.owner.get<ExploreChart['series']>(
      `/experiments/${id}/series?metricId=${paid}&cuped=false`,
    );
    expect(series?.treatments).toEqual(body?.treatments);
    expect(series?.treatments[0]?.points.length).toBeGreaterThan(0);
    expect(cells).toEqual([]);
  });

  it('shows who reaches each step of a funnel, together and by value', async () => {
    const whole = await preview({ name: 'Steps', metricId: funnel, visualisation: 'funnel_steps' });
    const split = await preview({ name: 'Steps', metricId: funnel, visualisation: 'funnel_lift', splitBy: 'device' });
    const both = await preview({
      ...{ name: 'Steps', metricId: funnel, visualisation: 'funnel_steps' },
      filter: { property: 'device', values: ['phone', 'desktop'] },
    });

    const [visited, bought] = whole.cells[0]?.result.steps ?? [];
    expect([visited?.name, bought?.name]).toEqual(['Visited', 'Paid']);
    expect(visited?.arms[0]?.value).toBeGreaterThan(bought?.arms[0]?.value ?? 1);
    expect(split.cells.map(({ value, result }) => [value, result.steps.length])).toEqual([
      ['desktop', 2],
      ['phone', 2],
    ]);
    expect(both.cells[0]?.result.steps.map(({ arms }) => arms[0]?.value)).toEqual(
      whole.cells[0]?.result.steps.map(({ arms }) => expect.closeTo(arms[0]?.value ?? 0, 12)),
    );
  });

  it.each([
    ['a metric of another experiment', { metricId: 'met_other' }, 'metricId'],
    ['steps of a metric that is no funnel', { visualisation: 'funnel_steps' as const }, 'visualisation'],
    ['a property that is not split by', { splitBy: 'plan' }, 'splitBy'],
    ['days by value', { visualisation: 'series' as const }, 'splitBy'],
    ['a value that nobody has', { filter: { property: 'country', values: ['XX'] } }, 'filter.values'],
    ['two properties at once', { filter: { property: 'device', values: ['phone'] } }, 'filter.property'],
    ['control as a treatment', { variations: ['control'] }, 'variations.0'],
    ['no name', { name: ' ' }, 'name'],
    ['a value that is listed twice', { filter: { property: 'country', values: ['DE', 'DE'] } }, 'filter.values'],
  ])('refuses %s by the name of the field', async (_, over, path) => {
    const before = (await listed()).items.length;

    const { status, body } = await made(lift(over));

    expect([status, body.errors.map((error) => error.path)]).toEqual([400, [path]]);
    expect((await listed()).items).toHaveLength(before);
  });

  it('proposes the property in which the effect stands out, until that is saved', async () => {
    for (const { id: one } of (await listed()).items) await shop.owner.delete(at(`/${one}`), { 'if-match': '*' });
    const { items, because } = (await shop.owner.get<ExploreProposals>(at('/proposals'))).body;

    const { status } = await made(items[0]?.explore ?? {});

    expect(because).toBeNull();
    expect(items.map(({ explore }) => explore.splitBy)).toEqual(['country']);
    expect(items[0]?.findings[0]).toMatchObject({ value: 'DE', variation: 'treatment' });
    expect(items[0]?.findings[0]?.lift).toBeGreaterThan(items[0]?.findings[0]?.restLift ?? 9);
    expect(status).toBe(201);
    const again = (await shop.owner.get<ExploreProposals>(at('/proposals'))).body;
    expect([again.items, again.because]).toEqual([[], 'What stands out is among the explores already.']);
  });

  it('keeps the order it is given, and refuses one that leaves somebody out', async () => {
    const second = (await made(lift({ name: 'Second' }))).body;
    const ids = (await listed()).items.map((one) => one.id);

    const reordered = await shop.owner.put<ExplorePage>(at('/order'), { exploreIds: [...ids].reverse() });
    const partial = await shop.owner.put<Problem>(at('/order'), { exploreIds: [second.id] });

    expect(reordered.body.items.map((one) => one.id)).toEqual([...ids].reverse());
    expect([partial.status, partial.body.errors[0]?.path]).toEqual([400, 'exploreIds']);
    expect((await listed()).items[0]?.id).toBe(second.id);
  });

  it('is changed only by editors, from the version that was read, and noted in the audit trail', async () => {
    const { body: saved } = await made(lift({ name: 'Mine' }));
    const viewer = await backend.as('viewer');
    const path = at(`/${saved.id}`);

    const answers = [
      await viewer.put(path, lift({ name: 'Theirs' }), { 'if-match': '*' }),
      await viewer.get(path),
      await shop.owner.put(path, lift({ name: 'Ours' })),
      await shop.owner.put(path, lift({ name: 'Ours' }), { 'if-match': '"1"' }),
      await shop.owner.put(path, lift({ name: 'Late' }), { 'if-match': '"1"' }),
      await shop.owner.delete(path, { 'if-match': '"2"' }),
      await shop.owner.get(path),
    ].map(({ status }) => status);

    expect(answers).toEqual([403, 200, 428, 200, 412, 204, 404]);
    const events = await shop.owner.get<{ items: AuditEventView[] }>('/audit-events?limit=20');
    const own = events.body.items.filter(({ target }) => target.id === saved.id).map(({ action }) => action);
    expect(own.sort()).toEqual(['explore.created', 'explore.deleted', 'explore.updated']);
  });

  it('says that its metric was taken out of the experiment, and draws again when it is back', async () => {
    const { body: saved } = await made(
      lift({ name: 'Steps', metricId: funnel, visualisation: 'funnel_steps', splitBy: null }),
    );
    const { metrics } = await changed({ metrics: [{ metricId: paid, role: 'primary' }] });

    const without = (await shop.owner.get<ExploreDetail>(at(`/${saved.id}`))).body;
    await changed({ metrics });
    const again = (await shop.owner.get<ExploreDetail>(at(`/${saved.id}`))).body;

    expect(without.chart.because).toMatch(/The experiment has no such metric now/);
    expect(again.chart.because).toBeNull();
  });

  it('has a limit, and goes with its experiment', async () => {
    const left = mostExplores - (await listed()).items.length;
    const statuses = await Promise.all(
      Array.from({ length: left + 2 }, async (_, n) => (await made(lift({ name: `Number ${n}` }))).status),
    );

    const gone = await shop.owner.delete(`/experiments/${id}`, { 'if-match': '*' });

    expect(statuses.filter((status) => status === 201)).toHaveLength(left);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
    expect([gone.status, (await shop.owner.get(at())).status]).toEqual([204, 404]);
  });
});
