import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import { CONFIG, type Config } from '../config/index.js';
import { applicationRole, DATABASE_URL, type Transaction } from '../database/index.js';
import { type FailureCode, Failure, LOG, type Logger } from '../kernel/index.js';
import { expectIdsOnly, isWorthRepeating, type Job, type RunningJob } from './job.js';

interface WorkOptions {
  /** Jobs of this kind at a time in this process; default JOB_CONCURRENCY. */
  readonly concurrency?: number;
}

interface Handler extends WorkOptions {
  readonly kind: string;
  readonly handle: (job: RunningJob) => Promise<void>;
}

interface Payload {
  readonly organisationId: string;
  readonly ids: Readonly<Record<string, string>>;
}

/** The durable queue: what is added with a change is done if and only if the change was made, also after a crash. */
@Injectable()
export class Jobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #boss: PgBoss;
  readonly #queues = new Map<string, Promise<void>>();
  readonly #handlers: Handler[] = [];
  #isStarted = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
    @Inject(DATABASE_URL) databaseUrl: string,
  ) {
    const isWorker = config.ASSAY_ROLE !== 'api';
    this.#boss = new PgBoss({
      connectionString: databaseUrl,
      application_name: 'assay jobs',
      options: `-c role=${applicationRole} -c timezone=UTC`,
      schema: 'job_queue',
      max: 4,
      migrate: false,
      schedule: false,
      supervise: isWorker,
      useListenNotify: isWorker,
    });
    this.#boss.on('error', (cause) => this.log.warn({ cause }, 'the job queue lost its database, trying again'));
  }

  /**
   * Adds a job within a transaction; it exists when that commits. Returns its id, or null if one with its
   * `singletonKey` waits or runs already.
   */
  async enqueue(tx: Transaction, job: Job): Promise<string | null> {
    expectIdsOnly(job);
    await this.#ensureQueue(job.kind);
    const payload: Payload = { organisationId: job.organisationId, ids: job.ids };
    return this.#boss.send(job.kind, payload, {
      db: { executeSql: async (text, values) => ({ rows: toRows(await tx.query(text, values)) }) },
      priority: job.priority ?? 0,
      // The queue admits one job per key; without a key each job is its own.
      singletonKey: job.singletonKey ?? crypto.randomUUID(),
      retryLimit: job.retries ?? 2,
      retryDelay: job.retryDelay ?? 5,
      retryBackoff: true,
      expireInSeconds: job.expireAfter ?? 3_600,
      ...(job.startAfter ? { startAfter: job.startAfter } : {}),
    });
  }

  /**
   * Says how jobs of a kind are done. Call it when the module starts (`onModuleInit`); in a process without the role
   * of a worker nothing happens. A thrown Failure that would come again (not found, conflict …) ends the job, any other
   * error repeats it. A handler may run twice, after a crash: it must be able to find its work half done.
   */
  work(kind: string, handle: Handler['handle'], options: WorkOptions = {}): void {
    this.#handlers.push({ kind, handle, ...options });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#boss.start();
    this.#isStarted = true;
    if (this.config.ASSAY_ROLE === 'api') return;
    for (const handler of this.#handlers) await this.#startWorker(handler);
  }

  /** Lets running jobs finish for a while; what is not finished then is tried again by another worker. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.#isStarted) await this.#boss.stop({ graceful: true, timeout: 10_000 });
  }

  async #startWorker({ kind, handle, concurrency }: Handler): Promise<void> {
    await this.#ensureQueue(kind);
    // A notification wakes a worker at once; the poll finds what is due later or is to be tried again.
    const options = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 };
    const count = concurrency ?? this.config.JOB_CONCURRENCY;
    for (let index = 0; index < count; index += 1) {
      const worker = await this.#boss.work<Payload>(kind, options, async ([job]) => {
        if (!job) return;
        const { id, data, signal } = job;
        // Straight on to the next job instead of waiting for the poll.
        this.#boss.notifyWorker(worker);
        const failed = await this.#run(kind, handle, {
          id,
          organisationId: data.organisationId,
          ids: data.ids,
          signal,
        });
        // The queue stores what is thrown here: our code, never the words of a driver, which quote values.
        if (failed) throw new Error(failed);
      });
    }
  }

  /** Does the job; returns the code of a failure that is worth another try, else null. */
  async #run(kind: string, handle: Handler['handle'], job: RunningJob): Promise<FailureCode | null> {
    try {
      await handle(job);
      return null;
    } catch (cause) {
      const { code, facts } = cause instanceof Failure ? cause : { code: 'internal' as const, facts: {} };
      const willRepeat = isWorthRepeating(cause);
      const level = code === 'internal' ? 'error' : 'warn';
      this.log[level]({ kind, jobId: job.id, code, facts, cause, willRepeat }, 'job failed');
      return willRepeat ? code : null;
    }
  }

  #ensureQueue(kind: string): Promise<void> {
    const known = this.#queues.get(kind);
    if (known) return known;
    const made = this.#boss.createQueue(kind, {
      policy: 'exclusive',
      notify: true,
      heartbeatSeconds: 30,
      deleteAfterSeconds: 86_400,
    });
    this.#queues.set(kind, made);
    made.catch(() => this.#queues.delete(kind));
    return made;
  }
}

/** TypeORM gives rows for a reading statement, and [rows, count] for a writing one. */
const toRows = (result: unknown): unknown[] =>
  Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number'
    ? (result[0] as unknown[])
    : (result as unknown[]);
