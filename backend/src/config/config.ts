import { z } from 'zod';

const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');

/** Every setting of the service, read once from the process' environment. */
export const environment = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  ASSAY_ROLE: z.enum(['api', 'worker', 'both']).default('both').describe('what this process does'),
  HOST: z.string().default('127.0.0.1').describe('address to listen on'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('0 takes any free port'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('address that browsers use; https makes cookies Secure and sends HSTS. Absent: http://<HOST>:<PORT>'),
  TRUST_PROXY: flag.default(false).describe('believe X-Forwarded-* of the proxy in front'),
  DATA_DIR: z.string().default('.assay').describe('folder of the embedded database, the vault and the generated keys'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('absent: an embedded Postgres is started in DATA_DIR'),
  DATABASE_OWNER_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('login that owns the tables and migrates them. Absent: DATABASE_URL'),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(10).describe('connections per process'),
  SECRETS: z
    .enum(['vault', 'google'])
    .default('vault')
    .describe('where warehouse credentials live: vault = AES-256-GCM files, google = Google Secret Manager'),
  GOOGLE_PROJECT: z
    .string()
    .optional()
    .describe('project of Google Secret Manager. Absent: that of the service account'),
  VAULT_KEY_FILE: z.string().optional().describe('file with the 32-byte key in hex. Absent: vault.key in DATA_DIR'),
  SESSION_KEY: z
    .string()
    .min(32, 'use at least 32 characters')
    .optional()
    .describe('signs session cookies. Absent: made once and kept in DATA_DIR'),
  SESSION_IDLE_MINUTES: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_080)
    .default(30)
    .describe('sign out after this idle time'),
  SESSION_MAX_HOURS: z.coerce
    .number()
    .int()
    .min(1)
    .max(720)
    .default(12)
    .describe('sign out after this time in any case'),
  WORKER_URL: z
    .url({ protocol: /^https?$/ })
    .default('http://127.0.0.1:3001')
    .describe('private address of the worker, for a process with the role api'),
  INTERNAL_TOKEN: z
    .string()
    .min(32, 'use at least 32 characters')
    .optional()
    .describe('word by which api and worker know each other. Absent: made once and kept in DATA_DIR'),
  DELIVERY_RATE: z.coerce
    .number()
    .min(0)
    .max(1_000_000)
    .default(0)
    .describe('requests per second that each SDK key may make of this process, twice as many at once; 0 = no limit'),
  COLLECTOR_CONNECTION: z
    .string()
    .regex(/^[a-z]+_[0-9a-z]{10,40}$/, 'give the id of a connection, as its page shows it')
    .optional()
    .describe(
      'id of an embedded warehouse’s connection: POST /v1/assignments writes rows of the SDK’s sink to it. Absent: there is no such address',
    ),
  FASTLY_SERVICE: z
    .string()
    .regex(/^\w{10,40}$/, 'give the id of the service, not its name')
    .optional()
    .describe('id of the Compute service that rulesets are published for. Absent: none are published to the edge'),
  FASTLY_KV_STORE: z
    .string()
    .regex(/^\w{10,40}$/, 'give the id of the store, not its name')
    .optional()
    .describe('id of the KV store that is linked to the service as "rulesets"'),
  FASTLY_TOKEN_FILE: z
    .string()
    .optional()
    .describe('file with an API token that may write the KV store and purge the service; read at each use'),
  FASTLY_MAC_FILE: z
    .string()
    .optional()
    .describe('file with the secret "ruleset_mac" of the edge, 32 characters or more; read at each use'),
  FASTLY_FANOUT: flag.default(false).describe('tell streams that Fanout holds open of each publication'),
  EDGE_COST_LIMIT_MS: z.coerce
    .number()
    .min(0)
    .max(1_000)
    .default(40)
    .describe('changes are refused that would take the edge longer to decide for one subject; Fastly stops at 50'),
  FASTLY_API: z
    .url({ protocol: /^https?$/ })
    .default('https://api.fastly.com')
    .describe('address of the API of Fastly'),
  WAREHOUSE_NETWORK: z
    .enum(['public', 'private', 'all'])
    .default('private')
    .describe(
      'where warehouses may be: public = the Internet, private = also private networks and this machine, all = also link-local addresses, where clouds hand out credentials',
    ),
  NOTIFICATION_NETWORK: z
    .enum(['public', 'private', 'all'])
    .default('public')
    .describe('where receivers of notifications may be, in the same words as WAREHOUSE_NETWORK'),
  WAREHOUSE_STATEMENTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(256)
    .default(8)
    .describe('statements at once per connection and worker, of all runs and previews together'),
  REDSHIFT_NEEDS_ROLE: flag
    .default(false)
    .describe(
      'take no Redshift connection without a role and its external id; for installations of several organisations',
    ),
  BIGQUERY_NEEDS_KEY: flag
    .default(false)
    .describe(
      'take no BigQuery connection without the key of a service account; for installations of several organisations',
    ),
  SNOWFLAKE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('where all Snowflake connections lead, for a stand-in. Absent: https://<account>.snowflakecomputing.com'),
  DATABRICKS_URL: z
    .url({ protocol: /^https$/ })
    .optional()
    .describe('where all Databricks connections lead, for a stand-in. Absent: https://<host>'),
  DUCKDB_THREADS: z.coerce.number().int().min(1).max(256).default(2).describe('threads of an embedded warehouse'),
  DUCKDB_MEMORY: z
    .string()
    .regex(/^\d{1,6}(MB|GB)$/, 'write a size such as 2GB')
    .default('2GB')
    .describe('memory of an embedded warehouse; beyond it, statements spill to disk'),
  JOB_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(2).describe('jobs of one kind at a time per worker'),
  DEMO: flag.default(false).describe('fill an empty install with the demo shop and its experiments'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  API_DOCS: flag.default(false).describe('serve the OpenAPI document to people who are not signed in'),
  WEB_DIST: z.string().optional().describe('folder of the built console. Absent: web/dist beside the service'),
});

export type Config = Readonly<z.infer<typeof environment>>;

/**
 * Reads the settings from variables; unset and empty mean the same.
 * Throws one error that lists every bad setting, its value's problem and what the setting is for.
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = environment.safeParse(given);
  const lines = result.success ? missing(result.data) : result.error.issues.map(describe);
  if (result.success && lines.length === 0) return Object.freeze(result.data);
  throw new Error(`The settings are not valid:\n${lines.join('\n')}`);
}

function describe(issue: z.core.$ZodIssue): string {
  const setting = String(issue.path[0]) as keyof typeof environment.shape;
  const purpose = environment.shape[setting]?.description;
  return `  ${setting}: ${issue.message}${purpose ? ` (${purpose})` : ''}`;
}

/** Settings that make sense together only. */
function missing(config: z.infer<typeof environment>): string[] {
  if (config.COLLECTOR_CONNECTION !== undefined && config.ASSAY_ROLE === 'api') {
    return ['  COLLECTOR_CONNECTION: only a worker holds embedded warehouses open; set it where ASSAY_ROLE is not api'];
  }
  const together = ['FASTLY_SERVICE', 'FASTLY_KV_STORE', 'FASTLY_TOKEN_FILE', 'FASTLY_MAC_FILE'] as const;
  const absent = together.filter((name) => config[name] === undefined);
  if (absent.length === 0 || absent.length === together.length) return [];
  return absent.map((name) => `  ${name}: is needed to publish to Fastly (${environment.shape[name].description})`);
}

/** The settings as a Markdown table, for the documentation. */
export function settingsTable(): string {
  const rows = Object.entries(environment.shape).map(([name, schema]) => {
    const fallback = environment.safeParse({}).data?.[name as keyof Config];
    return `| \`${name}\` | ${fallback === undefined ? '' : `\`${String(fallback)}\``} | ${schema.description ?? ''} |`;
  });
  return ['| setting | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}
