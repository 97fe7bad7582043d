import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { asPostgres, RefusedSql } from './sql.js';

type Status = 'SUBMITTED' | 'PICKED' | 'STARTED' | 'FINISHED' | 'FAILED' | 'ABORTED';

interface Result {
  readonly fields: readonly pg.FieldDef[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** One statement of a batch, or the only one. */
interface Part {
  readonly text: string;
  status: Status;
  result: Result | null;
  rowCount: number;
}

/** A submission: its texts run in one transaction on a session of its own. */
export interface Submission {
  readonly id: string;
  readonly isBatch: boolean;
  readonly createdAt: number;
  readonly parts: readonly Part[];
  status: Status;
  error: string | null;
  nanoseconds: number;
  updatedAt: number;
  pid: number | null;
}

const ended: readonly Status[] = ['FINISHED', 'FAILED', 'ABORTED'];
export const hasEnded = ({ status }: Submission): boolean => ended.includes(status);

/** Rows larger than this are refused (Data API, considerations, November 2026). */
const largestRow = 64_000;

/** Statements that run in PostgreSQL and answer as the Data API answers. */
export class Statements {
  readonly #byId = new Map<string, Submission>();
  readonly #byToken = new Map<string, Submission>();

  constructor(private readonly connection: pg.ClientConfig) {}

  get active(): number {
    return [...this.#byId.values()].filter((one) => !hasEnded(one)).length;
  }

  get all(): readonly Submission[] {
    return [...this.#byId.values()];
  }

  find(id: string): Submission | undefined {
    return this.#byId.get(id);
  }

  /** The same token gives the same submission, however often it comes. */
  submit(texts: readonly string[], isBatch: boolean, token: string | undefined): Submission {
    const known = token === undefined ? undefined : this.#byToken.get(token);
    if (known) return known;
    const now = Date.now() / 1000;
    const submission: Submission = {
      ...{ id: randomUUID(), isBatch, createdAt: now, updatedAt: now, status: 'SUBMITTED' },
      ...{ error: null, nanoseconds: -1, pid: null },
      parts: texts.map((text) => ({ text, status: 'SUBMITTED', result: null, rowCount: -1 })),
    };
    this.#byId.set(submission.id, submission);
    if (token !== undefined) this.#byToken.set(token, submission);
    void this.#run(submission);
    return submission;
  }

  async cancel(submission: Submission): Promise<void> {
    submission.status = 'ABORTED';
    for (const part of submission.parts) if (!ended.includes(part.status)) part.status = 'ABORTED';
    if (submission.pid === null) return;
    await this.#with((client) => client.query('SELECT pg_cancel_backend($1)', [submission.pid]));
  }

  /** As after 24 hours. */
  forget(): void {
    this.#byId.clear();
    this.#byToken.clear();
  }

  async #run(submission: Submission): Promise<void> {
    const started = process.hrtime.bigint();
    try {
      await this.#with((client) => this.#runParts(submission, client));
      if (!hasEnded(submission)) submission.status = 'FINISHED';
    } catch (thrown) {
      if (submission.status !== 'ABORTED') {
        submission.status = 'FAILED';
        submission.error = errorOf(thrown);
        const failed = submission.parts.find((part) => part.status === 'STARTED') ?? submission.parts[0];
        if (failed) failed.status = 'FAILED';
      }
    }
    submission.nanoseconds = Number(process.hrtime.bigint() - started);
    submission.updatedAt = Date.now() / 1000;
  }

  async #runParts(submission: Submission, client: pg.Client): Promise<void> {
    submission.pid = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid ?? null;
    await client.query('BEGIN');
    for (const part of submission.parts) {
      if (hasEnded(submission)) return;
      submission.status = part.status = 'STARTED';
      const answered = await client.query<(string | null)[]>({
        text: asPostgres(part.text),
        rowMode: 'array',
        types: { getTypeParser: () => (raw: string) => raw },
      } as never);
      if (Array.isArray(answered)) throw new RefusedSql('Multiple statements are not supported.');
      if (answered.rows.some((row) => JSON.stringify(row).length > largestRow))
        throw new RefusedSql('Result row exceeds the maximum size of 64 KB.');
      part.result = answered.fields.length > 0 ? { fields: answered.fields, rows: answered.rows } : null;
      part.rowCount = part.result ? answered.rows.length : (answered.rowCount ?? -1);
      part.status = 'FINISHED';
    }
    if (!hasEnded(submission)) await client.query('COMMIT');
  }

  async #with<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ ...this.connection, options: '-c DateStyle=ISO' });
    client.on('error', () => undefined); // the server may go first at the end of a run
    await client.connect();
    try {
      return await use(client);
    } finally {
      await client.end();
    }
  }
}

function errorOf(thrown: unknown): string {
  const { message, position } = thrown as { message: string; position?: string };
  return `ERROR: ${message}${position === undefined ? '' : ` Position: ${position};`}`;
}
