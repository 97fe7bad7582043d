import { z } from 'zod';
import { pageOf, stored } from './common.js';

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
]);
export type ConnectionSettings = z.infer<typeof connectionSettings>;

export const connectionInput = z
  .object({
    name: z.string().trim().min(1, 'Give it a name.').max(200),
    settings: connectionSettings,
    /** Schema that the product may write to: staged rows and partials, never results. */
    scratchSchema: z.string().min(1).max(100).default('assay_scratch'),
    /** Password or key; kept by the secret store and never returned. */
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
    milliseconds: z.number(),
  })
  .meta({ id: 'Preview' });
export type Preview = z.infer<typeof preview>;
