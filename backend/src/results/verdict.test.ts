import { expect, it } from '@jest/globals';
import type { EstimateView, MetricResult, SanityView } from '@assay/api-contract';
import { verdictOf } from './verdict.js';

const anEstimate = (low: number, high: number, change: object = {}): EstimateView => ({
  kind: 'estimate',
  effect: 'relative',
  lift: (low + high) / 2,
  low,
  high,
  standardError: 0.01,
  pValue: 0.01,
  chanceToWin: null,
  level: 0.95,
  method: 'sequential',
  adjustedPValue: 0.04,
  alpha: 0.05,
  usesCuped: false,
  covariates: 0,
  randomisation: null,
  varianceReduction: null,
  caution: null,
  evidence: low > 0 ? 'better' : high < 0 ? 'worse' : 'undecided',
  guardrail: null,
  ...change,
});

const aResult = (name: string, role: MetricResult['role'], estimate: EstimateView): MetricResult => ({
  metricId: name,
  name,
  description: '',
  role,
  kind: 'simple',
  isBinary: false,
  displayStyle: 'decimal',
  desiredChange: 'increase',
  precision: 0.05,
  guardrailCutoff: -0.05,
  definitionVersion: 1,
  runId: null,
  statementIds: [],
  impact: null,
  steps: [],
  arms: [
    { variation: 'control', n: 1000, value: 1, estimate: null },
    { variation: 'one-page', n: 1000, value: 1, estimate },
  ],
});

const fine = { split: { status: 'passed', pValue: 0.4, sequentialPValue: null, explanation: '' } } as SanityView;
const broken = { split: { ...fine.split, status: 'failed', explanation: 'The split is off.' } } as SanityView;

const verdict = (metrics: MetricResult[], sanity = fine) =>
  verdictOf({ metrics, sanity, names: new Map([['one-page', 'One page']]), status: 'running', hasRun: true });

it('recommends a better variation whose guardrails hold', () => {
  const metrics = [
    aResult('Revenue', 'primary', anEstimate(0.01, 0.05)),
    aResult('Refunds', 'guardrail', anEstimate(-0.02, 0.03, { guardrail: 'inside' })),
  ];

  expect(verdict(metrics)).toMatchObject({ tone: 'good', headline: '“One page” is better' });
});

it('asks to discuss when a guardrail may be beyond its cutoff', () => {
  const metrics = [
    aResult('Revenue', 'primary', anEstimate(0.01, 0.05)),
    aResult('Refunds', 'guardrail', anEstimate(-0.08, 0.03, { guardrail: 'may_exceed' })),
  ];

  expect(verdict(metrics)).toMatchObject({ tone: 'warn', headline: 'Discuss before rolling out “One page”' });
});

it('refuses a variation that harms a guardrail, however good the primary metric is', () => {
  const metrics = [
    aResult('Revenue', 'primary', anEstimate(0.01, 0.05)),
    aResult('Refunds', 'guardrail', anEstimate(-0.08, -0.01)),
  ];

  expect(verdict(metrics)).toMatchObject({ tone: 'bad', headline: 'Do not roll out “One page”' });
});

it('gives no verdict under a sample ratio mismatch', () => {
  const result = verdict([aResult('Revenue', 'primary', anEstimate(0.01, 0.05))], broken);

  expect(result).toMatchObject({ tone: 'bad', headline: 'Do not read these results', precision: null });
});

it('tells how far the precision is from what is wanted', () => {
  const { precision } = verdict([aResult('Revenue', 'primary', anEstimate(-0.1, 0.1))]);

  expect(precision).toEqual({ current: 0.1, target: 0.05, progress: expect.closeTo(0.25, 12) });
});
