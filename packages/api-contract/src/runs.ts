import { z } from 'zod';
import { pageOf } from './common.js';

export const runStatus = z.enum(['queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled']);
export type RunStatus = z.infer<typeof runStatus>;

export const failureCause = z.enum([
  'credentials',
  'grant_or_object',
  'network',
  'timeout',
  'quota',
  'query',
  'cancelled',
]);
export type FailureCause = z.infer<typeof failureCause>;

/** What of a statement left the warehouse: its columns, and how much of them. */
export const egress = z
  .object({
    columns: z.array(
      z.object({
        name: z.string(),
        /** The warehouse's own name of the type. */
        type: z.string(),
        /** `key` is a declared value or one that enough subjects share; `any` is for previews alone. */
        holds: z.enum(['number', 'boolean', 'key', 'any']),
      }),
    ),
    rows: z.number().int(),
    /** Size of all cells written out as text. */
    bytes: z.number().int(),
  })
  .meta({ id: 'Egress' });
export type Egress = z.infer<typeof egress>;

/** One statement that a run sent, or will send, to the warehouse. */
export const statementView = z
  .object({
    id: z.string(),
    step: z.string(),
    purpose: z.string(),
    kind: z.enum(['aggregate', 'scratch', 'preview', 'probe']),
    status: z.enum(['waiting', 'running', 'succeeded', 'failed', 'skipped', 'cancelled']),
    sql: z.string(),
    digest: z.string(),
    jobRef: z.string().nullable(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    milliseconds: z.number().nullable(),
    rows: z.number().nullable(),
    bytesScanned: z.number().nullable(),
    /** As the engine said before it ran. */
    estimatedBytes: z.number().nullable(),
    /** Null: nothing left the warehouse. */
    egress: egress.nullable(),
    cause: failureCause.nullable(),
    error: z.string().nullable(),
    metricIds: z.array(z.string()),
  })
  .meta({ id: 'RunStatement' });
export type StatementView = z.infer<typeof statementView>;

/** A source whose history had changed since it was read, and the days that were read again. */
export const restatement = z
  .object({ sourceId: z.string(), sourceName: z.string(), days: z.array(z.iso.date()) })
  .meta({ id: 'Restatement' });

/** Why a refresh published nothing, and which results stand instead. */
export const carriedForward = z
  .object({
    /** Of the results that stand. */
    standingAsOf: z.iso.datetime(),
    /** Up to when the refresh looked. */
    checkedAsOf: z.iso.datetime(),
    reason: z.string(),
  })
  .meta({ id: 'CarriedForward' });
export type CarriedForward = z.infer<typeof carriedForward>;

export const runView = z
  .object({
    id: z.string(),
    /** Null for the reading of a baseline and for the training of a bandit. */
    experimentId: z.string().nullable(),
    baselineId: z.string().nullable(),
    banditId: z.string().nullable(),
    origin: z.enum(['manual', 'schedule', 'api', 'start']),
    status: runStatus,
    requestedBy: z.string().nullable(),
    requestedAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    /** Facts and assignments before this instant are in. */
    asOf: z.iso.datetime().nullable(),
    stepsDone: z.number().int(),
    stepsTotal: z.number().int(),
    currentStep: z.string().nullable(),
    /** Empty: no rewritten history was found. */
    restatements: z.array(restatement),
    /** Nothing was published, since too few subjects had changed: the earlier results stand. Null otherwise. */
    carriedForward: carriedForward.nullable(),
    /** Whether it was asked to read all sources from the start. */
    readsAnew: z.boolean(),
    /** Of a refresh of some metrics alone, these; null = all of them. */
    metricIds: z.array(z.string()).nullable(),
    /** The run whose results of the other metrics stand. */
    basedOn: z.string().nullable(),
    cause: failureCause.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Run' });
export type RunView = z.infer<typeof runView>;

export const runPage = pageOf(runView).meta({ id: 'RunPage' });

export const runDetail = runView.extend({ statements: z.array(statementView) }).meta({ id: 'RunDetail' });
export type RunDetail = z.infer<typeof runDetail>;
