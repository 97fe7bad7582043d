import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  BaselineView,
  CalibrationView,
  ExperimentView,
  MetricCalibrationView,
  PowerView,
  PropertyAnalysisView,
  ResultsView,
  RunDetail,
  SeriesView,
  VerificationView,
} from '@assay/api-contract';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixedClock } from '../kernel/index.js';
import { DemoService } from '../demo/index.js';
import type { Browser } from '../testing/browser.js';
import { startBackend, type TestBackend } from '../testing/index.js';

let backend: TestBackend;
let viewer: Browser;
let live: ExperimentView;
let decided: ExperimentView;

beforeAll(async () => {
  // Noon: the last day of the live experiment has enough subjects to be shown.
  backend = await startBackend({ clock: new FixedClock('2026-11-20T12:00:00Z') });
  await backend.listen();
  await backend.app.get(DemoService).prepare(backend.place.organisationId, () => {});
  viewer = await backend.as('viewer');
  const { items } = await json<{ items: ExperimentView[] }>('/experiments');
  live = items.find((one) => one.status === 'running') as ExperimentView;
  decided = items.find((one) => one.status === 'concluded') as ExperimentView;
});

afterAll(() => backend?.stop());

const json = async <T>(path: string): Promise<T> => (await viewer.get(path)).body as T;
const results = (of: ExperimentView, query = ''): Promise<ResultsView> => json(`/experiments/${of.id}/results${query}`);

it('gives the numbers of the published experiment to 1e-9', async () => {
  const { metrics, sanity, verdict } = await results(decided);

  // Computed by statsmodels and scipy from the same rows; see packages/demo-data/datasets.
  const [control, treatment] = metrics[0]?.arms ?? [];
  expect(control).toMatchObject({ n: 2814, value: expect.closeTo(0.5550817341862118, 12) });
  expect(treatment).toMatchObject({
    n: 2779,
    value: expect.closeTo(0.28895286074127385, 12),
    estimate: {
      lift: expect.closeTo(-0.4794408770000354, 9),
      standardError: expect.closeTo(0.01781154629537551, 9),
      low: expect.closeTo(-0.5143508662479392, 9),
      high: expect.closeTo(-0.44453088775213156, 9),
    },
  });
  expect(sanity.split.pValue).toBeCloseTo(0.6397847580012765, 9);
  expect(sanity.exposure.series).toEqual([]);
  expect(verdict.tone).toBe('bad');
});

it('finds the planted effects of the shop within its intervals', async () => {
  const { metrics, sanity } = await results(live);

  const liftOf = (name: string) => metrics.find((one) => one.name === name)?.arms[1]?.estimate;
  for (const [name, effect] of [
    ['Orders per visitor', 0.12],
    ['Order value', 0],
    ['Page load time', -0.08],
    ['Page load time, 95th percentile', -0.08],
  ] as const) {
    const estimate = liftOf(name);
    if (estimate?.kind !== 'estimate') throw new Error(`${name} has no estimate`);
    expect(estimate.low).toBeLessThan(effect);
    expect(estimate.high).toBeGreaterThan(effect);
  }
  expect(sanity).toMatchObject({ split: { status: 'passed' }, mixed: { status: 'passed' } });
  expect(sanity.exposure.series.length).toBeGreaterThan(10);
});

it('shows how far the visitors of the shop come in its funnel', async () => {
  const { metrics } = await results(live);

  const funnel = metrics.find((one) => one.kind === 'funnel');
  expect(funnel?.steps.map((step) => step.name)).toEqual(['Product page', 'Checkout page', 'Paid order']);
  for (const at of [0, 1]) {
    const shares = funnel?.steps.map((step) => step.arms[at]?.value ?? 0) ?? [];
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(shares[2]).toBeGreaterThan(0);
    expect(funnel?.arms[at]?.value).toBe(shares[2]);
  }
  const days = await json<SeriesView>(`/experiments/${live.id}/series?metricId=${funnel?.metricId}`);
  expect(days.treatments[0]?.points.length).toBeGreaterThan(5);
});

it('compares values of properties with all other subjects, those that differ most first', async () => {
  const { because, cells, asOf } = await json<PropertyAnalysisView>(`/experiments/${live.id}/property-analysis`);
  const none = await json<PropertyAnalysisView>(`/experiments/${decided.id}/property-analysis`);

  expect([because, asOf]).toEqual([null, (await results(live)).asOf]);
  expect(new Set(cells.map(({ property }) => property))).toEqual(new Set(live.design.splitBy));
  expect(cells.map(({ pValue }) => pValue)).toEqual(cells.map(({ pValue }) => pValue).sort((a, b) => a - b));
  for (const { pValue, qValue, isNotable } of cells) {
    expect(qValue).toBeGreaterThanOrEqual(pValue);
    expect(isNotable).toBe(qValue < 0.1);
  }
  expect(none).toMatchObject({ cells: [], because: 'No value has enough subjects to be compared.' });
});

describe('looking at the same summaries in another way', () => {
  it('changes method, level, CUPED and effect without a new run', async () => {
    const before = await results(live);

    const bayesian = await results(live, '?method=bayesian&level=0.9&cuped=false&effect=absolute');

    expect(bayesian).toMatchObject({ runId: before.runId, method: 'bayesian', level: 0.9, isAsPlanned: false });
    const estimate = bayesian.metrics[0]?.arms[1]?.estimate;
    expect(estimate).toMatchObject({ kind: 'estimate', effect: 'absolute', usesCuped: false, pValue: null });
  });

  it('corrects for several metrics without a new run, and says that it was not planned', async () => {
    const before = await results(live);

    const holm = await results(live, '?correction=holm');

    expect(holm).toMatchObject({ runId: before.runId, correction: 'holm', isAsPlanned: false });
    const tests = holm.metrics.flatMap(({ arms }) => arms.flatMap(({ estimate }) => estimate ?? []));
    const p = tests.flatMap((one) => (one.kind === 'estimate' ? [[one.pValue ?? 1, one.adjustedPValue ?? 0]] : []));
    expect(p.length).toBeGreaterThan(3);
    for (const [plain = 1, adjusted = 0] of p) expect(adjusted).toBeGreaterThanOrEqual(plain);
    const least = p.reduce((a, b) => ((a[0] ?? 1) < (b[0] ?? 1) ? a : b));
    expect(least[1]).toBeCloseTo(Math.min(1, (least[0] ?? 1) * p.length), 12);
  });

  it('splits by a property, and names the choices when it has no such property', async () => {
    const split = await results(live, '?splitBy=Country');
    const wrong = await viewer.get(`/experiments/${live.id}/results?splitBy=Colour`);

    expect(split.cells.map((cell) => cell.value).sort()).toEqual(['BR', 'DE', 'US']);
    const subjects = split.cells.reduce((sum, cell) => sum + (cell.metrics[0]?.arms[0]?.n ?? 0), 0);
    expect(subjects).toBe(split.metrics[0]?.arms[0]?.n);
    expect(wrong.status).toBe(400);
    expect(wrong.body).toMatchObject({ errors: [{ path: 'splitBy', message: expect.stringContaining('Country') }] });
  });

  it('ends the series where the headline stands', async () => {
    const { metrics } = await results(live, '?cuped=false');
    const metricId = metrics[0]?.metricId ?? '';

    const series = await json<SeriesView>(`/experiments/${live.id}/series?metricId=${metricId}&cuped=false`);

    const last = series.treatments[0]?.points.at(-1);
    series.arms.forEach((arm, at) => expect(arm.points.at(-1)?.value).toBeCloseTo(metrics[0]?.arms[at]?.value ?? 0, 6));
    expect(series.arms).toHaveLength(2);
    const headline = metrics[0]?.arms[1]?.estimate;
    expect(headline?.kind === 'estimate' && headline.lift).toBeCloseTo(last?.lift ?? 0, 6);
  });
});

describe('planning from a baseline of everyone in a source', () => {
  it('reads it once, and plans any experiment without another statement', async () => {
    const editor = await backend.as('experiment_editor');
    const { metrics } = await results(live);
    const metricIds = metrics.filter((one) => one.kind !== 'percentile').map((one) => one.metricId);
    const { assignmentSourceId } = live.design;
    const asked = await editor.post('/baselines', { assignmentSourceId, metricIds, weeks: 2 });
    expect(asked.status).toBe(202);
    const { id, run } = asked.body as BaselineView;
    const { statements, status, experimentId, baselineId } = await ended(run.id);
    expect([status, experimentId, baselineId]).toEqual(['succeeded', null, id]);

    const plan = (query: string) => json<PowerView>(`/baselines/${id}/power?method=fixed${query}`);
    const [whole, half] = [await plan(''), await plan('&exposure=0.5')];

    expect(whole.metrics.map((one) => one.metricId)).toEqual(metricIds);
    const orders = whole.metrics.find((one) => one.name === 'Orders per visitor');
    expect(orders?.explanation).toBeNull();
    expect(orders?.points.map((point) => point.days)).toEqual([7, 14]);
    const [before, after] = [orders?.points.at(-1), half.metrics[0]?.points.at(-1)];
    expect(after?.lift).toBeCloseTo((before?.lift ?? 0) * Math.SQRT2, 9);
    expect(orders?.varianceReduction).toBeGreaterThan(0);
    expect(before?.liftWithCuped).toBeLessThan(before?.lift ?? 0);
    const later = await json<RunDetail>(`/runs/${run.id}`);
    expect(later.statements).toEqual(statements);
    expect((await results(live)).runId).not.toBe(run.id);
  });

  it('tries the intervals on random halves of the same subjects, from one reading of them', async () => {
    const editor = await backend.as('experiment_editor');
    const { metrics } = await results(live);
    const metricIds = metrics.filter((one) => one.kind !== 'percentile').map((one) => one.metricId);
    const { assignmentSourceId } = live.design;
    const asked = await editor.post('/baselines', { assignmentSourceId, metricIds, weeks: 2, isCalibrated: true });
    const { id, run } = asked.body as BaselineView;
    const { statements, status } = await ended(run.id);
    expect(status).toBe('succeeded');
    expect(statements.filter(({ purpose }) => purpose === 'Sums of random halves').length).toBeGreaterThan(0);

    const fixed = await json<CalibrationView>(`/baselines/${id}/calibration`);
    const sequential = await json<CalibrationView>(`/baselines/${id}/calibration?method=sequential`);

    const own = fixed.metrics.filter((one) => one.variant === 'as_defined');
    expect(own.map((one) => one.metricId).sort()).toEqual([...metricIds].sort());
    for (const one of own.filter(({ verdict }) => verdict !== 'unknown')) {
      expect([one.name, one.splits]).toEqual([one.name, 200]);
      expect(one.falsePositives?.low).toBeLessThan(0.05);
    }
    expect(own.filter(({ verdict }) => verdict === 'unknown').length).toBeLessThan(own.length / 2);
    const orders = own.find(({ name }) => name === 'Orders per visitor');
    const later = sequential.metrics.find(({ name, variant }) => name === orders?.name && variant === 'as_defined');
    expect(later?.halfWidth).toBeGreaterThan(orders?.halfWidth ?? Infinity);
    expect(fixed.metrics.some(({ variant }) => variant === 'capped_99')).toBe(true);

    const latest = await json<MetricCalibrationView>(`/metrics/${orders?.metricId}/calibration`);
    expect(latest).toEqual({ latest: { baselineId: id, asOf: fixed.asOf, calibration: orders } });
  });

  it('refuses a percentile, and a source that is not there, by the field', async () => {
    const editor = await backend.as('experiment_editor');
    const { metrics } = await results(live);
    const slowest = metrics.find((one) => one.kind === 'percentile')?.metricId ?? '';
    const { assignmentSourceId } = live.design;

    const wrong = await editor.post('/baselines', { assignmentSourceId, metricIds: [slowest] });
    const missing = await editor.post('/baselines', { assignmentSourceId: 'asg_none', metricIds: [slowest] });

    expect(wrong.body).toMatchObject({ errors: [{ path: 'metricIds.0' }] });
    expect(missing.body).toMatchObject({ errors: [{ path: 'assignmentSourceId' }] });
    expect((await json<{ items: unknown[] }>('/baselines')).items).toHaveLength(2);
  });
});

/** A run when it is over. */
const ended = async (runId: string): Promise<RunDetail> => {
  for (;;) {
    const run = await json<RunDetail>(`/runs/${runId}`);
    if (run.finishedAt !== null) return run;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const hasPython = spawnSync('python3', ['--version']).status === 0;
const withPython = hasPython || process.env['REQUIRE_ALL'] === '1' ? it : it.skip;

withPython.each(['', '?correction=holm', '?correction=tiered&method=fixed'])(
  'hands out what makes every number again, with a Python program that does it%s',
  async (query) => {
    const { document, script } = await json<VerificationView>(`/experiments/${live.id}/verification${query}`);

    expect(document.metrics).toHaveLength(7);
    expect(document.metrics[0]?.sql.some((text) => text.includes('SUM('))).toBe(true);
    const folder = mkdtempSync(join(tmpdir(), 'assay-verify-'));
    writeFileSync(join(folder, 'report.json'), JSON.stringify(document));
    writeFileSync(join(folder, 'verify.py'), script);
    const python = spawnSync('python3', ['verify.py', 'report.json'], { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(python.stdout + python.stderr).toMatch(/\d+ numbers reproduced, 0 differ/);
    expect(python.status).toBe(0);
  },
);

it('shows nothing to another organisation', async () => {
  const other = await backend.addOrganisation('Other');
  const stranger = await backend.as('viewer', other);

  expect((await stranger.get(`/experiments/${live.id}/results`)).status).toBe(404);
});
