/** Every address of the API that the console asks, in one place. Ids and keys are escaped. */
const base = '/api/v1';
const at = (...parts: string[]): string => [base, ...parts.map((part) => encodeURIComponent(part))].join('/');

/** What is done with a change that waits for approval. */
export type ChangeRequestAct = 'approval' | 'rejection' | 'withdrawal';

export const routes = {
  session: at('session'),
  organisation: at('organisation'),
  workspaceSchedule: at('workspace', 'schedule'),
  members: at('members'),
  member: (id: string) => at('members', id),
  signInLinks: (id: string) => at('members', id, 'sign-in-links'),
  apiKeys: at('api-keys'),
  apiKey: (id: string) => at('api-keys', id),
  auditEvents: at('audit-events'),
  auditVerification: at('audit-events', 'verification'),

  connections: at('connections'),
  connection: (id: string) => at('connections', id),
  connectionTest: (id: string) => at('connections', id, 'test'),
  connectionSchema: (id: string) => at('connections', id, 'schema'),
  connectionCosts: (id: string) => at('connections', id, 'costs'),
  connectionBudget: (id: string) => at('connections', id, 'budget'),
  connectionPreview: (id: string) => at('connections', id, 'preview'),

  /** Below the address of a definition. */
  versionsOf: (definition: string) => `${definition}/versions`,
  usesOf: (definition: string) => `${definition}/uses`,
  entities: at('entities'),
  entity: (id: string) => at('entities', id),
  assignmentSources: at('assignment-sources'),
  assignmentSource: (id: string) => at('assignment-sources', id),
  factSources: at('fact-sources'),
  factSource: (id: string) => at('fact-sources', id),
  metrics: at('metrics'),
  metric: (id: string) => at('metrics', id),
  metricCalibration: (id: string) => at('metrics', id, 'calibration'),

  experiments: at('experiments'),
  experiment: (id: string) => at('experiments', id),
  experimentStart: (id: string) => at('experiments', id, 'start'),
  experimentConclude: (id: string) => at('experiments', id, 'conclude'),
  experimentRefresh: (id: string) => at('experiments', id, 'refresh'),
  experimentReveal: (id: string) => at('experiments', id, 'results', 'reveal'),
  experimentResults: (id: string) => at('experiments', id, 'results'),
  experimentVerification: (id: string) => at('experiments', id, 'verification'),
  experimentSeries: (id: string) => at('experiments', id, 'series'),
  experimentGuard: (id: string) => at('experiments', id, 'guard'),
  experimentRuns: (id: string) => at('experiments', id, 'runs'),

  baselines: at('baselines'),
  baseline: (id: string) => at('baselines', id),
  baselineCalibration: (id: string) => at('baselines', id, 'calibration'),
  baselinePower: (id: string) => at('baselines', id, 'power'),

  runs: at('runs'),
  run: (id: string) => at('runs', id),
  runCancel: (id: string) => at('runs', id, 'cancel'),

  flags: at('flags'),
  flag: (key: string) => at('flags', key),
  flagEnvironment: (key: string, environment: string) => at('flags', key, 'environments', environment),
  flagVersions: (key: string) => at('flags', key, 'versions'),
  flagRestoration: (key: string, version: number) => at('flags', key, 'versions', String(version), 'restoration'),
  flagTrial: (key: string) => at('flags', key, 'try'),
  environments: at('environments'),
  environment: (key: string) => at('environments', key),
  audiences: at('audiences'),
  audience: (key: string) => at('audiences', key),
  staleFlags: at('stale-flags'),
  layers: at('layers'),
  layer: (key: string) => at('layers', key),
  changeRequests: at('change-requests'),
  changeRequestAct: (id: string, act: ChangeRequestAct) => at('change-requests', id, act),
  sdkKeys: at('sdk-keys'),
  sdkKey: (id: string) => at('sdk-keys', id),
} as const;
