import type {
  EstimateView,
  ExperimentView,
  MetricResult,
  ResultsView,
  RolloutGuardView,
  RunDetail,
  SessionView,
  SanityView,
  StatementView,
} from '@assay/api-contract';

type Estimate = Extract<EstimateView, { kind: 'estimate' }>;

export const anEstimate = (over: Partial<Estimate> = {}): Estimate => ({
  kind: 'estimate',
  effect: 'relative',
  lift: 0.033,
  low: 0.014,
  high: 0.052,
  standardError: 0.0097,
  pValue: 0.0004,
  chanceToWin: null,
  level: 0.95,
  method: 'sequential',
  adjustedPValue: over.pValue ?? 0.0004,
  alpha: 0.05,
  usesCuped: true,
  covariates: 1,
  randomisation: null,
  varianceReduction: 0.31,
  caution: null,
  evidence: 'better',
  guardrail: null,
  ...over,
});

interface MetricOver extends Partial<MetricResult> {
  readonly control?: number | null;
  readonly treatment?: number | null;
  readonly estimate?: EstimateView;
}

export const aMetricResult = ({
  control = 23.41,
  treatment = 24.18,
  estimate,
  ...over
}: MetricOver = {}): MetricResult => ({
  metricId: 'm_revenue',
  name: 'Revenue',
  description: 'per subject',
  role: 'primary',
  kind: 'simple',
  isBinary: false,
  displayStyle: 'decimal',
  desiredChange: 'increase',
  precision: 0.02,
  guardrailCutoff: null,
  definitionVersion: 7,
  impact: null,
  runId: 'r1',
  statementIds: ['s1'],
  arms: [
    { variation: 'control', n: 107_400, value: control, estimate: null },
    { variation: 'treatment', n: 107_406, value: treatment, estimate: estimate ?? anEstimate() },
  ],
  steps: [],
  ...over,
});

export const aSanity = (over: Partial<SanityView> = {}): SanityView => ({
  exposure: {
    status: 'passed',
    subjects: 214_806,
    members: null,
    byVariation: [
      { variation: 'control', n: 107_400, expectedShare: 0.5, members: null },
      { variation: 'treatment', n: 107_406, expectedShare: 0.5, members: null },
    ],
    series: [1, 2, 3, 4, 5, 6, 7, 8].map((day) => ({
      day: `2026-11-0${day}`,
      subjects: Math.round(76_000 * Math.sqrt(day)),
    })),
  },
  split: { status: 'passed', pValue: 0.64, sequentialPValue: 0.71, explanation: 'The split is as designed.' },
  mixed: {
    status: 'passed',
    share: 0.004,
    subjects: 862,
    explanation: 'Subjects seen in two variations are left out.',
  },
  preperiod: { status: 'passed', smallestPValue: 0.18, metrics: 9, explanation: 'No metric differed before exposure.' },
  freshness: {
    status: 'warning',
    newestFactAt: '2026-11-20T04:00:00Z',
    explanation: 'orders are 26 h old, usually 3 h',
  },
  missing: { status: 'passed', metrics: [], explanation: 'Every metric has data.' },
  population: null,
  dimensions: { status: 'passed', tested: 12, causes: [], explanation: 'The split is as planned in every value.' },
  caps: { status: 'unknown', metrics: [], explanation: 'No metric is capped.' },
  ...over,
});

export const aResults = (over: Partial<ResultsView> = {}): ResultsView => ({
  experimentId: 'e1',
  name: 'Checkout: one page instead of three',
  status: 'running',
  asOf: '2026-11-21T06:00:00Z',
  runId: 'r1',
  carriedForward: null,
  method: 'sequential',
  level: 0.95,
  usesCuped: true,
  correction: 'none',
  isAsPlanned: true,
  counted: 'subjects',
  effect: 'relative',
  control: 'control',
  variations: [
    { key: 'control', name: 'Three pages' },
    { key: 'treatment', name: 'One page' },
  ],
  verdict: {
    tone: 'warn',
    headline: 'Discuss before rolling out “One page”',
    reason: 'Revenue is significantly better, but Support contacts may be worse than its +8% cutoff.',
    precision: { current: 0.019, target: 0.02, progress: 0.96 },
  },
  sanity: aSanity(),
  metrics: [aMetricResult()],
  cells: [],
  properties: ['country', 'device'],
  weights: null,
  interactions: [],
  ...over,
});

export const anExperiment = (over: Partial<ExperimentView> = {}): ExperimentView => ({
  id: 'e1',
  version: 3,
  createdAt: '2026-11-03T09:00:00Z',
  updatedAt: '2026-11-04T09:00:00Z',
  name: 'Checkout: one page instead of three',
  hypothesis: 'One page loses fewer people than three.',
  design: {
    experimentKey: 'checkout-one-page',
    assignmentSourceId: 'as1',
    assignmentFrom: '2026-11-04T00:00:00Z',
    assignmentUntil: null,
    eventsUntil: null,
    variations: [
      { key: 'control', name: 'Three pages', weight: 1, isControl: true },
      { key: 'treatment', name: 'One page', weight: 1, isControl: false },
    ],
    metrics: [{ metricId: 'm_revenue', role: 'primary' }],
    weightChanges: [],
    interactsWith: [],
    globalLift: { isWanted: false, exposure: 1 },
    splitBy: ['country'],
    entryPointId: null,
    segmentId: null,
    analysedEntityId: null,
    burnInMinutes: 0,
    burnOutMinutes: 0,
    sharesCovariates: false,
    lookbackDays: 30,
  },
  plan: { method: 'sequential', level: 0.95, cuped: true, correction: 'none', primaryShare: 0.5, priorSd: 0.05 },
  schedule: { kind: 'daily', at: '06:00', timeZone: 'UTC' },
  note: '',
  hasTimes: true,
  tags: [],
  owner: '',
  teamId: null,
  metadata: {},
  status: 'running',
  startedAt: '2026-11-04T00:00:00Z',
  concludedAt: null,
  decision: null,
  lastRun: { id: 'r1', status: 'succeeded', finishedAt: '2026-11-21T06:12:00Z' },
  ...over,
});

export const aStatement = (over: Partial<StatementView> = {}): StatementView => ({
  id: 's1',
  step: 'summaries',
  purpose: 'Counts and sums by variation',
  kind: 'aggregate',
  status: 'succeeded',
  sql: 'SELECT arm, COUNT(*) AS n, SUM(y) AS sum_y,\n       SUM(y * y) AS sum_yy\nFROM   scratch.exp_7f3_subjects\nGROUP  BY arm\nHAVING COUNT(*) >= 10',
  digest: '9c4151e2a7d0',
  jobRef: 'duckdb 41',
  startedAt: '2026-11-21T06:11:20Z',
  finishedAt: '2026-11-21T06:11:58Z',
  milliseconds: 38_000,
  rows: 2,
  bytesScanned: 41_200_000_000,
  estimatedBytes: 40_000_000_000,
  egress: {
    columns: [
      { name: 'variation', type: 'VARCHAR', holds: 'key' },
      { name: 'subjects', type: 'BIGINT', holds: 'number' },
    ],
    rows: 2,
    bytes: 28,
  },
  cause: null,
  error: null,
  metricIds: ['m_revenue'],
  ...over,
});

export const aRun = (over: Partial<RunDetail> = {}): RunDetail => ({
  id: 'r1',
  experimentId: 'e1',
  baselineId: null,
  banditId: null,
  origin: 'manual',
  status: 'succeeded',
  requestedBy: 'Ada',
  requestedAt: '2026-11-21T06:11:00Z',
  startedAt: '2026-11-21T06:11:02Z',
  finishedAt: '2026-11-21T06:12:00Z',
  asOf: '2026-11-21T06:00:00Z',
  stepsDone: 7,
  stepsTotal: 7,
  currentStep: null,
  restatements: [],
  carriedForward: null,
  readsAnew: false,
  metricIds: null,
  basedOn: null,
  cause: null,
  error: null,
  statements: [aStatement()],
  ...over,
});

export const aGuard = (over: Partial<RolloutGuardView> = {}): RolloutGuardView => ({
  experimentId: 'e1',
  version: 1,
  createdAt: '2026-11-04T09:00:00Z',
  updatedAt: '2026-11-04T09:00:00Z',
  flag: 'checkout',
  environment: 'production',
  allocation: 'one-page',
  action: 'pause',
  status: 'watching',
  outcome: null,
  ...over,
});

/** Somebody who is signed in and may do these things. */
export const aSession = (...permissions: string[]): SessionView => ({
  ...{ kind: 'person', id: 'per_ann', name: 'Ann', email: 'ann@example.com', role: 'admin', permissions },
  organisation: { id: 'org_1', name: 'Acme' },
  workspace: { id: 'wsp_1', name: 'Main' },
  workspaces: [{ id: 'wsp_1', name: 'Main' }],
  expiresAt: null,
});
