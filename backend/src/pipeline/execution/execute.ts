import type { Egress } from '@assay/api-contract';
import { dialects, dropTable, type Statement } from '@assay/warehouse-sql';
import {
  WarehouseFailure,
  type FailureCause,
  type JobCost,
  type JobRef,
  type QueryTag,
  type Warehouse,
} from '../../warehouses/index.js';
import type { Plan, Step } from '../planning/plan.js';
import { noEgress, withPage } from './egress.js';
import { readStep } from './readings.js';
import { resultRows, UnexpectedResult, type ResultRow } from './result-rows.js';
import { noFindings, type StepFindings } from '../summaries/summary.js';

/** Why a step has no result; safe to store and to show. */
export interface StepFailure {
  readonly cause: FailureCause;
  readonly message: string;
}

export type StepEnd =
  | {
      readonly state: 'done';
      readonly cost: JobCost;
      readonly rows: number;
      /** What left the warehouse; null = nothing did. */
      readonly egress: Egress | null;
      readonly findings: StepFindings;
      /** The checked rows themselves, for readers of their own; kept by nobody else. */
      readonly answer: readonly ResultRow[];
    }
  | { readonly state: 'failed'; readonly failure: StepFailure }
  /** A step that it needs has failed. */
  | { readonly state: 'skipped'; readonly because: string }
  /** Too few subjects changed since results were published last. */
  | { readonly state: 'withheld' }
  | { readonly state: 'cancelled' };

/** What is known of a step from an earlier attempt at the same run. */
export type StepBefore =
  | { readonly state: 'ended'; readonly succeeded: boolean }
  | { readonly state: 'submitted'; readonly ref: JobRef | null };

/** Where a run keeps its progress, so that another worker can take over and the console can show it. */
export interface RunJournal {
  readonly before: ReadonlyMap<string, StepBefore>;
  /** Written before the statement is handed over. */
  starting(step: Step): Promise<void>;
  /** Written before the first poll. */
  submitted(step: Step, ref: JobRef): Promise<void>;
  ended(step: Step, end: StepEnd): Promise<void>;
  isCancelled(): Promise<boolean>;
}

export interface ExecuteOptions {
  readonly tag: QueryTag;
  readonly variations: readonly string[];
  /** Statements that run at the same time. */
  readonly concurrency: number;
  /** Asked before a statement is sent; what it answers is why the step is not run. Absent: everything is. */
  readonly gate?: (step: Step) => Promise<StepFailure | null>;
  /** How long one poll may wait. */
  readonly pollMs?: number;
}

export type RunEnd = 'succeeded' | 'partial' | 'failed' | 'cancelled';

/**
 * Run a plan: each step when those it needs are done, clean-up when all else has ended, whatever its outcome. A step
 * that fails takes only the steps that need it with it. Rejects only when the journal does.
 */
export const execute = async (
  plan: Plan,
  warehouse: Warehouse,
  journal: RunJournal,
  options: ExecuteOptions,
): Promise<RunEnd> => {
  const state = new Map<string, boolean>();
  for (const [id, before] of journal.before) if (before.state === 'ended') state.set(id, before.succeeded);
  const work = plan.steps.filter((step) => step.kind !== 'clean_up' && !state.has(step.id));
  const cleanUp = plan.steps.filter((step) => step.kind === 'clean_up' && !state.has(step.id));
  const run: StepRun = { warehouse, journal, options };
  let isWithheld = false;
  let isCancelled = await journal.isCancelled();

  await inOrder(work, options.concurrency, state, async (step) => {
    isCancelled ||= await journal.isCancelled();
    const missing = step.needs.find((id) => state.get(id) === false);
    const end: StepEnd = isCancelled
      ? { state: 'cancelled' }
      : missing
        ? isWithheld
          ? { state: 'withheld' }
          : { state: 'skipped', because: missing }
        : await runStep(run, step);
    isCancelled ||= end.state === 'cancelled';
    const isRefused = end.state === 'done' && end.findings.mayPublish === false;
    isWithheld ||= isRefused;
    await journal.ended(step, end);
    state.set(step.id, end.state === 'done' && !isRefused);
  });
  await inOrder(cleanUp, options.concurrency, state, async (step) => {
    const end = await runStep({ ...run, mayCancel: false }, step);
    await journal.ended(step, end);
    state.set(step.id, end.state === 'done');
  });
  if (isCancelled) return 'cancelled';
  if (isWithheld) return 'succeeded';
  const essential = plan.steps.filter((step) => step.kind !== 'clean_up');
  if (essential.every((step) => state.get(step.id))) return plan.problems.length === 0 ? 'succeeded' : 'partial';
  return state.get('exposures') && state.get('counts') ? 'partial' : 'failed';
};

interface StepRun {
  readonly warehouse: Warehouse;
  readonly journal: RunJournal;
  readonly options: ExecuteOptions;
  readonly mayCancel?: boolean;
}

/** Run steps as their needs are settled, some at a time. */
const inOrder = async (
  steps: readonly Step[],
  concurrency: number,
  settled: ReadonlyMap<string, boolean>,
  run: (step: Step) => Promise<void>,
): Promise<void> => {
  const waiting = [...steps];
  const running = new Set<Promise<void>>();
  while (waiting.length > 0 || running.size > 0) {
    const at = waiting.findIndex(({ needs, after = [] }) => [...needs, ...after].every((id) => settled.has(id)));
    if (at >= 0 && running.size < concurrency) {
      const [step] = waiting.splice(at, 1) as [Step];
      const one: Promise<void> = run(step).finally(() => running.delete(one));
      running.add(one);
    } else if (running.size > 0) {
      await Promise.race(running);
    } else {
      throw new Error(
        `The steps ${waiting.map((step) => step.id).join(', ')} wait for steps that are not in the plan.`,
      );
    }
  }
};

const runStep = async (run: StepRun, step: Step): Promise<StepEnd> => {
  try {
    const before = run.journal.before.get(step.id);
    if (before?.state === 'submitted' && before.ref !== null) {
      const end = await settle(run, step, before.ref);
      if (end) return end;
      // A killed worker's statement may go on for its server, and cost: whoever no longer hears of it stops it.
      await run.warehouse.cancel(before.ref).catch(() => undefined);
    }
    if (before) await undo(run, step.statement);
    const refusal = await run.options.gate?.(step);
    if (refusal) return { state: 'failed', failure: refusal };
    await run.journal.starting(step);
    const ref = await run.warehouse.submit(step.statement, run.options.tag);
    await run.journal.submitted(step, ref);
    const end = await settle(run, step, ref);
    return end ?? lost;
  } catch (problem) {
    if (problem instanceof WarehouseFailure) return failed(problem);
    if (problem instanceof UnexpectedResult)
      return { state: 'failed', failure: { cause: 'query', message: problem.message } };
    throw problem;
  }
};

const lost: StepEnd = {
  state: 'failed',
  failure: { cause: 'network', message: 'The warehouse lost track of the statement. Refresh again.' },
};

const failed = (failure: WarehouseFailure): StepEnd =>
  failure.reason === 'cancelled'
    ? { state: 'cancelled' }
    : { state: 'failed', failure: { cause: failure.reason, message: failure.message } };

/** Poll until it ends; null = the warehouse no longer knows the statement. */
const settle = async (
  { warehouse, journal, options, mayCancel = true }: StepRun,
  step: Step,
  ref: JobRef,
): Promise<StepEnd | null> => {
  for (;;) {
    const state = await warehouse.poll(ref, options.pollMs ?? 500);
    switch (state.state) {
      case 'running':
        if (mayCancel && (await journal.isCancelled())) {
          await warehouse.cancel(ref);
          return { state: 'cancelled' };
        }
        break;
      case 'done': {
        const { rows, egress } = step.reading ? await allRows(warehouse, step.statement, ref) : nothing;
        const findings = step.reading ? readStep(step.reading, rows, options.variations) : noFindings;
        return { state: 'done', cost: state.cost, rows: rows.length, egress, findings, answer: rows };
      }
      case 'failed':
        return failed(state.failure);
      case 'cancelled':
        return { state: 'cancelled' };
      case 'lost':
        return null;
      default:
        return state satisfies never;
    }
  }
};

interface Read {
  readonly rows: readonly ResultRow[];
  readonly egress: Egress | null;
}

const nothing: Read = { rows: [], egress: null };

const allRows = async (warehouse: Warehouse, statement: Statement, ref: JobRef): Promise<Read> => {
  const rows: ResultRow[] = [];
  let egress = noEgress;
  for (let page: string | null = null; ;) {
    const read = await warehouse.rows(ref, page);
    rows.push(...resultRows(statement.columns, read.columns, read.rows));
    egress = withPage(egress, statement.columns, read.columns, read.rows);
    if (read.next === null) return { rows, egress };
    page = read.next;
  }
};

/** What an interrupted attempt may have left behind. */
const undo = async ({ warehouse, options }: StepRun, statement: Statement): Promise<void> => {
  for (const table of statement.writes.creates) {
    const ref = await warehouse.submit(dropTable(dialects[statement.dialect], table), options.tag);
    while ((await warehouse.poll(ref, options.pollMs ?? 500)).state === 'running');
  }
};
