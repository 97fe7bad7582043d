/** Which project may import which; the same table stands in docs/architecture.md. Anything not listed is an error. */
export const projects: Readonly<
  Record<string, { folder: string; may: readonly string[]; ambient?: readonly string[] }>
> = {
  'flag-evaluation': { folder: 'packages/flag-evaluation', may: [] },
  stats: { folder: 'packages/stats', may: [] },
  'demo-data': { folder: 'packages/demo-data', may: [] },
  'edge-handler': { folder: 'packages/edge-handler', may: ['flag-evaluation'] },
  'sdk-core': { folder: 'packages/sdk-core', may: ['flag-evaluation'] },
  definitions: { folder: 'packages/definitions', may: [] },
  'warehouse-sql': { folder: 'packages/warehouse-sql', may: ['definitions'] },
  'api-contract': { folder: 'packages/api-contract', may: ['definitions'] },
  'sdk-js': { folder: 'sdk-js', may: ['sdk-core', 'flag-evaluation'] },
  'sdk-node': { folder: 'sdk-node', may: ['sdk-core', 'flag-evaluation'] },
  edge: { folder: 'edge', may: ['edge-handler', 'flag-evaluation'] },
  web: { folder: 'web', may: ['api-contract', 'definitions', 'stats', 'flag-evaluation'] },
  cli: { folder: 'cli', may: ['api-contract', 'definitions', 'flag-evaluation'] },
  backend: {
    folder: 'backend',
    may: ['flag-evaluation', 'stats', 'demo-data', 'edge-handler', 'definitions', 'warehouse-sql', 'api-contract'],
  },
  'test-support': {
    folder: 'test-support',
    may: [
      'flag-evaluation',
      'stats',
      'demo-data',
      'edge-handler',
      'sdk-core',
      'definitions',
      'warehouse-sql',
      'api-contract',
    ],
  },
  shop: { folder: 'examples/shop', may: ['sdk-node'] },
  e2e: {
    folder: 'e2e',
    may: [
      'sdk-node',
      'sdk-js',
      'demo-data',
      'test-support',
      'api-contract',
      'definitions',
      'flag-evaluation',
      'edge-handler',
    ],
  },
};

/** Pure projects: they import no Node module and no framework. */
export const pureProjects = [
  'flag-evaluation',
  'stats',
  'demo-data',
  'edge-handler',
  'sdk-core',
  'definitions',
  'warehouse-sql',
  'api-contract',
] as const;

/** The backend's staircase: a domain imports only floors below its own. */
export const floors: Readonly<Record<string, number>> = {
  kernel: 0,
  config: 0,
  database: 0,
  identity: 1,
  audit: 1,
  secrets: 1,
  jobs: 1,
  flags: 2,
  warehouses: 2,
  metrics: 3,
  experiments: 4,
  pipeline: 5,
  results: 6,
  bandits: 6,
  publishing: 7,
  automation: 7,
  delivery: 8,
  scheduling: 8,
  notifications: 8,
  tenancy: 8,
  commands: 9,
  demo: 9,
};

/** Exceptions within a floor, each with its reason in docs/architecture.md. */
export const sameFloor: readonly (readonly [string, string])[] = [
  ['identity', 'audit'],
  ['config', 'kernel'],
  ['database', 'kernel'],
  ['database', 'config'],
];
