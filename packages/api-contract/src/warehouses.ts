import { z } from 'zod';
import { pageOf, stored } from './common.js';

const redshiftSettings = z
  .object({
    kind: z.literal('redshift'),
    region: z
      .string()
      .regex(/^[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}$/, 'Give the region, such as eu-west-1.')
      .max(30),
    /** Identifier of a provisioned cluster, or null where `workgroup` is given. */
    cluster: z.string().min(1, 'Give the cluster.').max(63).nullable().default(null),
    /** Name of a serverless workgroup, or null where `cluster` is given. */
    workgroup: z.string().min(1, 'Give the workgroup.').max(64).nullable().default(null),
    database: z.string().min(1, 'Give the database.').max(127),
    /** Database user of a cluster; null: the user that belongs to the AWS identity. */
    user: z.string().min(1, 'Give the user.').max(127).nullable().default(null),
    /** Role to take in the account of the warehouse; null: the keys, or the identity of the worker, act themselves. */
    roleArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'Give the ARN of a role.')
      .nullable()
      .default(null),
    /** What the trust policy of the role demands; nobody else's connection may know it. */
    externalId: z
      .string()
      .regex(/^[\w+=,.@:/-]{2,1224}$/, 'Use letters, digits and +=,.@:/-')
      .nullable()
      .default(null),
  })
  .refine(({ cluster, workgroup }) => (cluster === null) !== (workgroup === null), {
    message: 'Give a cluster or a workgroup, not both.',
    path: ['cluster'],
  })
  .refine(({ user, workgroup }) => user === null || workgroup === null, {
    message: 'A workgroup knows its user by the AWS identity. Leave this empty.',
    path: ['user'],
  })
  .refine(({ roleArn, externalId }) => (roleArn === null) === (externalId === null), {
    message: 'A role is taken with an external id: give both or neither.',
    path: ['externalId'],
  });

const bigquerySettings = z.object({
  kind: z.literal('bigquery'),
  /** Project that runs, and pays for, the statements; the scratch dataset is in it. */
  project: z
    .string()
    .regex(
      /^(?:[a-z][a-z0-9.-]{1,61}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
      'Give the id of the project, such as acme-shop.',
    ),
  /** Where its datasets are. */
  location: z
    .string()
    .regex(
      /^(?:EU|US|[a-z]+-[a-z]+\d{1,2}|aws-[a-z0-9-]{4,30}|azure-[a-z0-9-]{4,30})$/,
      'Give the location of the datasets, such as EU or europe-west1.',
    ),
  /** A statement that would be billed for more gibibytes is refused by BigQuery; null: no limit. */
  maximumGigabytes: z.number().int().min(1, 'Give 1 at least.').max(1_000_000).nullable().default(null),
});

const snowflakeSettings = z
  .object({
    kind: z.literal('snowflake'),
    /** `<organisation>-<account>`, or a locator with its region; `.privatelink` at its end stays in a private network. */
    account: z
      .string()
      .regex(/^[A-Za-z0-9][\w-]*(?:\.[A-Za-z0-9][\w-]*){0,3}$/, 'Give the account identifier, such as acme-shop.')
      .max(200),
    database: z.string().min(1, 'Give the database.').max(255),
    warehouse: z.string().min(1, 'Give the warehouse.').max(255),
    /** null: the default role of the user. */
    role: z.string().min(1, 'Give the role.').max(255).nullable().default(null),
    /** Which proof the secret is: a private key, the secret of an OAuth client, or a password. */
    method: z.enum(['key_pair', 'oauth', 'password']).default('key_pair'),
    /** null for OAuth: the token names the user. */
    user: z.string().min(1, 'Give the user.').max(255).nullable().default(null),
    oauthClientId: z.string().min(1, 'Give the client id.').max(500).nullable().default(null),
    /** Where the OAuth client gets its tokens. */
    oauthTokenUrl: z
      .url({ protocol: /^https$/, error: 'Give an address that begins with https://.' })
      .max(1000)
      .nullable()
      .default(null),
    oauthScope: z.string().min(1).max(500).nullable().default(null),
  })
  .refine(({ method, user }) => method === 'oauth' || user !== null, { message: 'Give the user.', path: ['user'] })
  .refine(({ method, oauthClientId }) => method !== 'oauth' || oauthClientId !== null, {
    message: 'Give the client id.',
    path: ['oauthClientId'],
  })
  .refine(({ method, oauthTokenUrl }) => method !== 'oauth' || oauthTokenUrl !== null, {
    message: 'Give the address that hands out tokens.',
    path: ['oauthTokenUrl'],
  });

const databricksSettings = z
  .object({
    kind: z.literal('databricks'),
    /** The workspace. */
    host: z
      .string()
      .regex(
        /^(?=.{4,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/,
        'Give the host of the workspace, such as dbc-a1b2c3d4-e5f6.cloud.databricks.com, without https://.',
      ),
    /** HTTP path of the SQL warehouse. */
    path: z
      .string()
      .regex(
        /^\/sql\/(?:1\.0\/(?:warehouses|endpoints)\/[\w-]{1,64}(?:\?o=\d{1,20})?|protocolv1\/o\/\d{1,20}\/[\w-]{1,64})$/,
        'Give the HTTP path of the SQL warehouse, such as /sql/1.0/warehouses/0123456789abcdef.',
      ),
    /** Catalog of Unity Catalog with the tables and the scratch schema. */
    catalog: z.string().min(1, 'Give the catalog.').max(255),
    /** Which proof the secret is: the OAuth secret of a service principal, or a personal access token. */
    method: z.enum(['oauth', 'token']).default('oauth'),
    /** Application id of the service principal; null for a token. */
    clientId: z.string().min(1, 'Give the client id.').max(200).nullable().default(null),
  })
  .refine(({ method, clientId }) => method === 'token' || clientId !== null, {
    message: 'Give the client id of the service principal.',
    path: ['clientId'],
  });

/** Settings of a connection that are no secret, by kind of warehouse. */
export const connectionSettings = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('duckdb'), path: z.string().min(1, 'Give the path of the DuckDB file.').max(1000) }),
  z.object({
    kind: z.literal('postgres'),
    host: z.string().min(1, 'Give the host.').max(255),
    port: z.number().int().min(1).max(65535).default(5432),
    database: z.string().min(1, 'Give the database.').max(255),
    user: z.string().min(1, 'Give the user.').max(255),
    tls: z.enum(['disable', 'require', 'verify-full']).default('verify-full'),
  }),
  redshiftSettings,
  snowflakeSettings,
  bigquerySettings,
  databricksSettings,
]);
export type ConnectionSettings = z.infer<typeof connectionSettings>;

/** Kept where reading is billed or far away. An embedded or own server reads all rows sooner than it keeps them. */
export const keepsRowsByDefault = (kind: ConnectionSettings['kind']): boolean =>
  kind !== 'duckdb' && kind !== 'postgres';

export const connectionInput = z
  .object({
    name: z.string().trim().min(1, 'Give it a name.').max(200),
    settings: connectionSettings,
    /** Schema that the product may write to: staged rows and partials, never results. */
    scratchSchema: z.string().min(1).max(100).default('assay_scratch'),
    /**
     * Keep the declared columns of each source in the scratch schema between refreshes, so that a refresh reads new
     * rows alone; without it every refresh reads each source from the start and leaves nothing there. Absent: as it is;
     * for a new connection as `keepsRowsByDefault` says.
     */
    keepsRows: z.boolean().optional(),
    /**
     * Publish new results of an experiment only where, in each variation, nobody or at least the organisation's
     * minimum of subjects changed since the last ones; a digest of each subject's rows is kept in the scratch schema
     * for that. Absent: as it is, on for a new connection.
     */
    comparesRefreshes: z.boolean().optional(),
    /**
     * Write each statement that returns rows to the table `assay_ledger` of the scratch schema, before its rows are
     * used; a reading that cannot be written down fails. Absent: as it is, off for a new connection.
     */
    ledger: z.boolean().optional(),
    /**
     * Password; for Redshift `access key id:secret access key`; for BigQuery the key file of a service account; for Snowflake a private key in PEM, the secret of an OAuth
     * client or a password; for Databricks the OAuth secret of a service principal or a personal access token. Kept by the secret store and never returned.
     */
    secret: z.string().min(1).max(20_000).optional(),
  })
  .meta({ id: 'ConnectionInput' });
export type ConnectionInput = z.infer<typeof connectionInput>;

export const connectionView = z
  .object({
    ...stored,
    name: z.string(),
    settings: connectionSettings,
    scratchSchema: z.string(),
    keepsRows: z.boolean(),
    comparesRefreshes: z.boolean(),
    ledger: z.boolean(),
    hasSecret: z.boolean(),
    lastTest: z.object({ at: z.iso.datetime(), passed: z.boolean() }).nullable(),
  })
  .meta({ id: 'Connection' });
export type ConnectionView = z.infer<typeof connectionView>;

export const connectionPage = pageOf(connectionView).meta({ id: 'ConnectionPage' });

/** Each step of a connection test, in order; after a failed step the rest is skipped. */
export const connectionTest = z
  .object({
    passed: z.boolean(),
    steps: z.array(
      z.object({
        name: z.enum(['secret', 'connect', 'select', 'scratch', 'tables']),
        title: z.string(),
        status: z.enum(['passed', 'failed', 'skipped']),
        detail: z.string().nullable(),
        remedy: z.string().nullable(),
        milliseconds: z.number(),
      }),
    ),
    /** What the account may do beyond need; null: the engine does not tell, or was not reached. */
    excessRights: z
      .array(
        z.object({
          right: z.string(),
          object: z.string().nullable(),
          /** A statement for an administrator that takes it away. */
          remedy: z.string(),
        }),
      )
      .nullable(),
  })
  .meta({ id: 'ConnectionTest' });
export type ConnectionTest = z.infer<typeof connectionTest>;

/** Tables that the connection's role can read. */
export const warehouseSchema = z
  .object({
    tables: z.array(
      z.object({
        schema: z.string(),
        name: z.string(),
        columns: z.array(z.object({ name: z.string(), type: z.string() })),
      }),
    ),
  })
  .meta({ id: 'WarehouseSchema' });
export type WarehouseSchema = z.infer<typeof warehouseSchema>;

export const previewInput = z
  .object({
    sql: z.string().min(1, 'Write a SELECT.').max(100_000),
    limit: z.number().int().min(0).max(100).default(20),
    /** Ask for columns and types alone: no row leaves the warehouse. */
    typesOnly: z.boolean().default(false),
  })
  .meta({ id: 'PreviewInput' });
export type PreviewInput = z.infer<typeof previewInput>;

/** A few rows for the eyes of the person who asked: never stored, cached or logged. */
export const preview = z
  .object({
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))),
    /** Rows were asked for, and the organisation lets none leave. */
    isWithheld: z.boolean().default(false),
    milliseconds: z.number(),
  })
  .meta({ id: 'Preview' });
export type Preview = z.infer<typeof preview>;
