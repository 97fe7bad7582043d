import { describe, expect, it, jest } from '@jest/globals';
import type { ResultsView } from '@assay/api-contract';
import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { aMetricResult, anEstimate, anExperiment, aResults, aRun, aSanity } from '../../testing/builders.js';
import { serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { Results } from './Results.js';
import { readView, useView } from './useView.js';

const { plan } = anExperiment();
const viewOf = (address: string) => readView(new URLSearchParams(address), plan);

const draw = (results: ResultsView, address = '') =>
  renderElement(<Results results={results} plan={plan} view={viewOf(address)} onChange={jest.fn()} />);

describe('given results as planned', () => {
  it('puts the verdict above the numbers', () => {
    draw(aResults());

    expect(screen.getByRole('heading', { name: /Discuss before rolling out/ })).toBeTruthy();
  });

  it('shows a lift with its interval and the level of it', () => {
    draw(aResults());

    expect(screen.getByRole('columnheader', { name: 'Lift, 95%' })).toBeTruthy();
    expect(screen.getByRole('button', { name: /Revenue, lift: .*\+3\.3% better .*\+1\.4% to \+5\.2%/ })).toBeTruthy();
  });

  it('says in words what the plot draws', () => {
    draw(aResults());

    expect(screen.getByRole('img', { name: 'Revenue: +3.3%, 95% interval +1.4% to +5.2%, better' })).toBeTruthy();
  });

  it('marks the planned method and level', () => {
    draw(aResults());

    expect(screen.getByRole('radio', { name: 'Sequential · planned', checked: true })).toBeTruthy();
    expect(screen.getByRole('option', { name: '95% · planned' })).toBeTruthy();
  });

  it('names each sanity check and how it went', () => {
    draw(aResults());

    const strip = within(screen.getByRole('region', { name: 'Data sanity' }));
    expect(strip.getAllByRole('img', { name: 'passed' })).toHaveLength(4);
    expect(strip.getByRole('img', { name: 'warning' })).toBeTruthy();
    expect(strip.getByText('sequential SRM p 0.71')).toBeTruthy();
  });
});

it('counts clusters and their members where those are analysed', () => {
  const sanity = aSanity();
  draw(aResults({ counted: 'clusters', sanity: { ...sanity, exposure: { ...sanity.exposure, members: 501_234 } } }));

  const strip = within(screen.getByRole('region', { name: 'Data sanity' }));
  expect(strip.getByText('of 501,234 members')).toBeTruthy();
  expect(strip.getByText('clusters')).toBeTruthy();
  expect(screen.getAllByTitle(/^[\d,]+ clusters$/).length).toBeGreaterThan(0);
});

it('says that weights changed, and what a plain comparison would have said', async () => {
  const epoch = (from: string, share: number, subjects: number | null) => ({
    ...{ from, until: null },
    variations: ['control', 'treatment'].map((variation, v) => ({
      ...{ variation, subjects },
      expectedShare: v === 0 ? 1 - share : share,
    })),
  });
  const weights = {
    epochs: [epoch('2026-11-04T00:00:00.000Z', 0.1, 900), epoch('2026-11-09T12:00:00.000Z', 0.5, null)],
    plain: [{ metricId: aMetricResult().metricId, variation: 'treatment', lift: 0.35 }],
  };
  draw(aResults({ weights }));

  const notice = within(screen.getByRole('region', { name: 'Changed weights' }));
  expect(
    notice.getByText(/A plain comparison would say \+35\.0% for Revenue of One page, which is biased/),
  ).toBeTruthy();
  await userEvent.click(notice.getByText('Periods of constant weights'));
  expect(notice.getByText('10.0%, 900')).toBeTruthy();
  expect(notice.getAllByText('50.0%, not counted alone')).toHaveLength(2);
});

it('says what the treatments would do to everyone, or why that is not known', () => {
  const treatments = [{ kind: 'global_lift' as const, variation: 'treatment', lift: 0.049, low: 0.02, high: 0.08 }];
  const impact = { kind: 'impact' as const, total: 9200, coverage: 0.818, treatments };
  const because = 'Only sums and counts add up to a total.';
  const other = { metricId: 'm_other', name: 'Converted', impact: { kind: 'none' as const, because } };
  draw(aResults({ metrics: [aMetricResult({ impact }), aMetricResult(other)] }));

  const table = within(screen.getByRole('table', { name: 'Impact on everyone' }));
  expect(table.getByText('81.8%')).toBeTruthy();
  expect(table.getByText('+4.9% (+2.0% to +8.0%)')).toBeTruthy();
  expect(table.getByText(because)).toBeTruthy();
});

it('asks where the effect differs when that is opened, and says what was found', async () => {
  const cell = {
    ...{ property: 'country', value: 'DE', metricId: 'm_revenue', name: 'Revenue', variation: 'treatment' },
    ...{ lift: 0.2, restLift: 0.01, pValue: 0.0004, qValue: 0.003, isNotable: true },
  };
  const asked = serve({
    'GET /api/v1/experiments/e1/property-analysis': {
      ...{ asOf: '2026-11-21T00:00:00Z', because: null },
      cells: [cell, { ...cell, value: 'FR', lift: 0.03, pValue: 0.5, qValue: 0.8, isNotable: false }],
    },
  });
  draw(aResults());
  expect(asked).toHaveLength(0);

  await userEvent.click(screen.getByText('Where the effect differs, by value of a property'));

  const table = within(await screen.findByRole('table', { name: 'Values of properties beside the rest' }));
  expect(screen.getByText(/1 of 2 comparisons differs from the rest/)).toBeTruthy();
  expect(table.getAllByRole('row').map((row) => row.textContent)).toEqual([
    expect.stringContaining('Property'),
    expect.stringMatching(/country: DE.*\+20\.0%.*\+1\.0%.*differs/),
    expect.stringMatching(/country: FR.*as elsewhere/),
  ]);
});

it('says which other experiments disturb this one, and on what', () => {
  const metric = { metricId: 'm_revenue', name: 'Revenue', pValue: 0.002, because: null };
  const other = { metricId: 'm_funnel', name: 'Funnel', pValue: null, because: 'Only simple metrics are tested.' };
  const explanation = 'The effect differs between variations of “Layout” on Revenue.';
  draw(
    aResults({
      interactions: [
        {
          ...{ experimentId: 'e2', name: 'Layout', status: 'warning', explanation },
          ...{ dependencePValue: 0.4, metrics: [metric, other] },
        },
      ],
    }),
  );

  const table = within(screen.getByRole('table', { name: 'Other experiments' }));
  expect(table.getByRole('link', { name: 'Layout' }).getAttribute('href')).toBe('/experiments/e2');
  expect(table.getByText('effects differ')).toBeTruthy();
  expect(table.getByText(/Revenue: p 0\.002 · Funnel: Only simple metrics are tested\./)).toBeTruthy();
});

it('lists every check, with the value of a property in which the split is off', async () => {
  const off = { property: 'Browser', value: 'Safari', pValue: 1e-6, excess: [] };
  const explanation = 'The split is off where Browser is “Safari”.';
  draw(aResults({ sanity: aSanity({ dimensions: { status: 'failed', tested: 12, causes: [off], explanation } }) }));

  await userEvent.click(screen.getByText('2 of 7 checks found something'));

  expect(screen.getByText(explanation)).toBeTruthy();
  expect(screen.getByText('orders are 26 h old, usually 3 h', { selector: 'li span' })).toBeTruthy();
});

describe('given a split that is not as designed', () => {
  const failed = aResults({
    sanity: aSanity({
      split: { status: 'failed', pValue: 1e-6, sequentialPValue: 1e-5, explanation: '52% instead of 50%.' },
    }),
  });

  it('says not to read instead of the verdict, and hides the numbers', () => {
    draw(failed);

    expect(screen.getByRole('heading', { name: /Do not read these results/ })).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
    expect(screen.queryByText(/Discuss before/)).toBeNull();
  });

  it('shows the numbers to those who ask, once that is on record', async () => {
    const asked = serve({ 'POST /api/v1/experiments/e1/results/reveal': {} });
    draw(failed);

    await userEvent.click(screen.getByRole('button', { name: 'Show them all the same' }));

    expect(await screen.findByRole('table', { name: 'Results by metric' })).toBeTruthy();
    expect(asked.map(({ method }) => method)).toEqual(['POST']);
  });

  it('shows none where it could not be put on record', async () => {
    serve({});
    draw(failed);

    await userEvent.click(screen.getByRole('button', { name: 'Show them all the same' }));

    expect(await screen.findByText(/not found|no answer|404/i)).toBeTruthy();
    expect(screen.queryByRole('table')).toBeNull();
  });
});

it('says why there is no number', () => {
  draw(
    aResults({
      metrics: [
        aMetricResult({
          treatment: null,
          estimate: { kind: 'none', reason: 'suppressed', explanation: 'Fewer than 10 subjects.' },
        }),
      ],
    }),
  );

  expect(screen.getByText('withheld: too few subjects')).toBeTruthy();
  expect(screen.getByText('Fewer than 10 subjects.')).toBeTruthy();
});

it('draws arrows where an interval leaves the axis', () => {
  const wide = aMetricResult({
    metricId: 'm_wide',
    name: 'Gift cards',
    role: 'secondary',
    estimate: anEstimate({ lift: 0.5, low: -4, high: 9, evidence: 'undecided' }),
  });
  const { container } = draw(aResults({ metrics: [aMetricResult(), aMetricResult({ metricId: 'm2' }), wide] }));

  expect(container.querySelectorAll('.arrow-left, .arrow-right')).toHaveLength(2);
});

it('shows a guardrail against its cutoff', () => {
  const guardrail = aMetricResult({
    role: 'guardrail',
    desiredChange: 'decrease',
    guardrailCutoff: 0.08,
    estimate: anEstimate({ low: -0.018, high: 0.116, evidence: 'undecided', guardrail: 'may_exceed', pValue: 0.12 }),
  });
  const { container } = draw(aResults({ metrics: [guardrail] }));

  expect(screen.getByText('may exceed +8%')).toBeTruthy();
  expect(container.querySelector('.cutoff')).toBeTruthy();
});

it('gives the chance to win for Bayesian estimates', () => {
  const bayesian = anEstimate({ method: 'bayesian', pValue: null, chanceToWin: 0.974 });
  draw(aResults({ method: 'bayesian', metrics: [aMetricResult({ estimate: bayesian })] }));

  expect(screen.getByText('97.4% to win')).toBeTruthy();
});

it('lists the cells of a split under each metric and calls them exploratory', () => {
  const cell = (value: string) => ({ property: 'country', value, metrics: [aMetricResult()] });
  draw(aResults({ cells: [cell('US'), cell('DE')] }), 'splitBy=country');

  expect(screen.getByRole('rowheader', { name: /^US/ })).toBeTruthy();
  expect(screen.getByText(/exploratory/)).toBeTruthy();
});

it('leads from a number to its SQL, job and definition', async () => {
  serve({ 'GET /api/v1/runs/r1': aRun() });
  const Whole = () => {
    const [view, change] = useView(plan);
    return <Results results={aResults()} plan={plan} view={view} onChange={change} />;
  };
  renderElement(<Whole />);

  await userEvent.click(screen.getByRole('button', { name: /Revenue, treatment/ }));

  const proof = within(await screen.findByRole('region', { name: 'Proof' }));
  expect((await proof.findByLabelText(/^SQL of/)).textContent).toContain('GROUP  BY arm');
  expect(proof.getByText('duckdb 41')).toBeTruthy();
  expect(proof.getByRole('link', { name: 'Revenue v7' })).toBeTruthy();
});

it('shows the randomisation test of a switchback, and where the interval says something else', () => {
  const randomisation = { pValue: 0.214, draws: 999 };
  draw(aResults({ metrics: [aMetricResult({ estimate: anEstimate({ pValue: 0.02, alpha: 0.05, randomisation }) })] }));

  expect(screen.getByText('shuffled: p = 0.21, unlike the interval')).toBeTruthy();
});

it('shows the p-value after the correction, and what it was before', () => {
  const metric = aMetricResult({ estimate: anEstimate({ pValue: 0.02, adjustedPValue: 0.14, alpha: 0.007 }) });
  draw(aResults({ metrics: [metric], correction: 'holm', isAsPlanned: false }), 'correction=holm');

  expect(screen.getByText('p 0.14')).toBeTruthy();
  expect(screen.getByText('p 0.020 before the correction')).toBeTruthy();
  expect(screen.getByText(/corrected together by Holm/)).toBeTruthy();
  expect(screen.getByRole('option', { name: 'No correction · planned' })).toBeTruthy();
});

it('draws the steps of a funnel above its last one, with those who went on from the step before', () => {
  const arm = (variation: string, value: number, ofStepBefore: number | null, estimate = anEstimate()) => ({
    ...{ variation, n: 1000, value, ofStepBefore },
    estimate: variation === 'control' ? null : estimate,
  });
  const step = (name: string, ...arms: ReturnType<typeof arm>[]) => ({ name, arms });
  const funnel = aMetricResult({
    name: 'Checkout',
    kind: 'funnel',
    isBinary: true,
    control: 0.2,
    treatment: 0.24,
    steps: [
      step('Cart', arm('control', 0.5, 0.5), arm('treatment', 0.5, 0.5)),
      step('Paid', arm('control', 0.2, 0.4), arm('treatment', 0.24, 0.48)),
    ],
  });
  draw(aResults({ metrics: [funnel] }));

  const rows = screen.getAllByRole('rowheader').map((cell) => cell.textContent);
  expect(rows).toEqual(['Primary', 'Cartstep 1 of Checkout', 'Checkoutper subject']);
  expect(screen.getByText('48.0% of the step before')).toBeTruthy();
  expect(screen.queryByText('50.0% of the step before')).toBeNull();
});
