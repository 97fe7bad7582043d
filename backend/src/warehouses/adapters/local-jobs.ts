import { randomUUID } from 'node:crypto';
import type { Column, JobCost, JobRef, JobState, Row, RowPage } from '../port.js';
import { WarehouseFailure } from '../warehouse-failure.js';

/** What a statement gave. */
export interface LocalResult {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** A statement on its way. `stop` interrupts it in the warehouse; it may be called before it has begun. */
export interface LocalWork {
  readonly result: Promise<LocalResult>;
  readonly stop: () => Promise<void> | void;
}

export interface LocalJobLimits {
  /** Statements at once; later ones wait in line. */
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  /** A statement with more rows than this fails: aggregates are few. */
  readonly maxRows: number;
  readonly pageRows: number;
}

export const defaultJobLimits: LocalJobLimits = {
  concurrency: 4,
  timeoutSeconds: 1800,
  maxRows: 50_000,
  pageRows: 1_000,
};

/** Ended jobs whose rows are kept for reading; older ones are `lost`. */
const keptJobs = 100;

interface Job {
  state: JobState;
  result: LocalResult | null;
  ended: Promise<void>;
  stop: (why: 'cancelled' | 'timeout') => Promise<void>;
}

/**
 * Statements of engines that run inside this process's own connections: a queue, their states and their rows.
 * A ref dies with the process: then it is `lost`, and its statement is submitted again.
 */
export class LocalJobs {
  readonly #jobs = new Map<JobRef, Job>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #isClosed = false;

  constructor(
    private readonly prefix: string,
    private readonly limits: LocalJobLimits,
  ) {}

  start(begin: (job: string) => LocalWork): JobRef {
    if (this.#isClosed)
      throw new WarehouseFailure('network', 'The connection is closed. Open it again.', { cause: 'network' });
    const id = randomUUID();
    const ref = `${this.prefix}:${id}`;
    const job: Job = { state: { state: 'running' }, result: null, ended: Promise.resolve(), stop: async () => {} };
    job.ended = this.#run(job, () => begin(id));
    this.#jobs.set(ref, job);
    return ref;
  }

  async poll(ref: JobRef, waitMs: number): Promise<JobState> {
    const job = this.#jobs.get(ref);
    if (job === undefined) return { state: 'lost' };
    if (job.state.state === 'running' && waitMs > 0) await Promise.race([job.ended, pause(waitMs)]);
    return job.state;
  }

  page(ref: JobRef, page: string | null): RowPage {
    const job = this.#jobs.get(ref);
    if (job?.result == null) {
      throw new WarehouseFailure('query', 'The rows of this statement are gone. Submit it again.', { cause: 'query' });
    }
    const from = page === null ? 0 : Number(page);
    const until = from + this.limits.pageRows;
    const { columns, rows } = job.result;
    return { columns, rows: rows.slice(from, until), next: until < rows.length ? String(until) : null };
  }

  /** @returns whether the job is one of this process. */
  async cancel(ref: JobRef): Promise<boolean> {
    const job = this.#jobs.get(ref);
    if (job === undefined) return false;
    if (job.state.state === 'running') await job.stop('cancelled');
    return true;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(
      [...this.#jobs.values()].filter((job) => job.state.state === 'running').map((job) => job.stop('cancelled')),
    );
    this.#jobs.clear();
  }

  async #run(job: Job, begin: () => LocalWork): Promise<void> {
    job.stop = async () => {
      job.state = { state: 'cancelled' };
    };
    await this.#turn();
    try {
      if (job.state.state === 'running') await this.#work(job, begin);
    } finally {
      this.#busy--;
      this.#waiting.shift()?.();
      this.#forgetOldest();
    }
  }

  async #work(job: Job, begin: () => LocalWork): Promise<void> {
    const started = performance.now();
    let why: 'cancelled' | 'timeout' | null = null;
    const work = begin();
    job.stop = async (reason) => {
      why ??= reason;
      await work.stop();
      await work.result.catch(() => undefined); // told by the state of the job
    };
    const timer = setTimeout(() => void job.stop('timeout'), this.limits.timeoutSeconds * 1000);
    try {
      job.result = await work.result;
      job.state = { state: 'done', cost: costOf(job.result, started) };
    } catch (thrown) {
      job.state = endedBy(thrown, why, this.limits.timeoutSeconds);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Resolves when it is this statement's turn; first come, first served. */
  async #turn(): Promise<void> {
    if (this.#busy >= this.limits.concurrency) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy++;
  }

  #forgetOldest(): void {
    const ended = [...this.#jobs].filter(([, job]) => job.state.state !== 'running');
    for (const [ref] of ended.slice(0, Math.max(0, ended.length - keptJobs))) this.#jobs.delete(ref);
  }
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

const costOf = (result: LocalResult, started: number): JobCost => ({
  milliseconds: Math.round(performance.now() - started),
  bytesScanned: null,
  rows: result.rows.length,
});

function endedBy(thrown: unknown, why: 'cancelled' | 'timeout' | null, timeoutSeconds: number): JobState {
  if (why === 'cancelled') return { state: 'cancelled' };
  if (why === 'timeout') {
    const message = `The statement took longer than ${timeoutSeconds} seconds and was stopped. Read less, or raise the limit.`;
    return { state: 'failed', failure: new WarehouseFailure('timeout', message, { cause: 'timeout' }) };
  }
  if (thrown instanceof WarehouseFailure) {
    return thrown.reason === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', failure: thrown };
  }
  const message = 'The statement broke off for a reason that is ours. Run it again; if it stays, report it.';
  const failure = new WarehouseFailure(
    'query',
    message,
    { cause: 'query' },
    thrown instanceof Error ? thrown.message : '',
  );
  return { state: 'failed', failure };
}

/** A statement gave more rows than may leave. */
export const tooManyRows = (maxRows: number): WarehouseFailure =>
  new WarehouseFailure(
    'quota',
    `The statement returns more than ${maxRows} rows. Aggregate further, or use fewer properties.`,
    {
      cause: 'quota',
      maxRows,
    },
  );
