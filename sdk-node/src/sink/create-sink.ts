import type { AssignmentEvent, BanditEvent } from '@assay/flag-evaluation';
import { assignmentRow, banditActionRow, type SinkRow, type SinkTable } from './rows.js';
import type { SinkWriter } from './writers.js';

export interface SinkOptions {
  /** Rows that are written together, 500 unless given; a writer may take fewer. */
  readonly batchSize?: number;
  /** Milliseconds that a row waits for others, 1,000 unless given. */
  readonly flushEveryMs?: number;
  /** Rows that wait at most, per table, 50,000 unless given; later ones are dropped and reported. */
  readonly mostWaiting?: number;
  /** How often a batch is tried before it is dropped and reported, 10 unless given. */
  readonly mostAttempts?: number;
  /** Milliseconds before the second attempt, doubling up to 30 seconds; 500 unless given. */
  readonly retryAfterMs?: number;
  /** Hears of rows that could not be written yet, and of those that were dropped. */
  readonly onError?: (problem: SinkProblem) => void;
}

export interface SinkProblem {
  readonly table: SinkTable;
  /** `retried`: they are tried again · `dropped`: they are gone. */
  readonly kind: 'retried' | 'dropped';
  readonly rows: number;
  /** Why; null where too many were waiting. */
  readonly cause: unknown;
}

export interface Sink {
  /** Hand it to `createClient` as `onAssignment`. Never throws, never waits. */
  readonly onAssignment: (event: AssignmentEvent) => void;
  /** Hand it to `createClient` as `onBanditAction`. Never throws, never waits. */
  readonly onBanditAction: (event: BanditEvent) => void;
  /** Resolves when everything handed over so far was written or dropped. Never rejects. */
  flush(): Promise<void>;
  /** The same, with one attempt for each batch; afterwards nothing is taken any more. */
  close(): Promise<void>;
  /** Rows that wait or are being written. */
  readonly waiting: number;
}

const longestWait = 30_000;

/**
 * Writes assignments and bandit actions to your warehouse in batches. A batch that failed may have been written:
 * rows can be there twice, which the analysis does not mind.
 */
export function createSink(writer: SinkWriter, options: SinkOptions = {}): Sink {
  const { onError } = options;
  const report = (problem: SinkProblem): void => {
    try {
      onError?.(problem);
    } catch {
      // Whoever listens must not stop what is written.
    }
  };
  const assignments = createLane('assignments', writer, options, report);
  const actions = createLane('bandit_actions', writer, options, report);
  const add = <T>(lane: Lane, event: T, toRow: (event: T) => SinkRow): void => {
    try {
      lane.add(toRow(event));
    } catch (cause) {
      report({ table: lane.table, kind: 'dropped', rows: 1, cause });
    }
  };
  return {
    onAssignment: (event) => add(assignments, event, assignmentRow),
    onBanditAction: (event) => add(actions, event, banditActionRow),
    flush: async () => void (await Promise.all([assignments.flush(), actions.flush()])),
    close: async () => void (await Promise.all([assignments.close(), actions.close()])),
    get waiting() {
      return assignments.waiting + actions.waiting;
    },
  };
}

type Lane = ReturnType<typeof createLane>;

/** The queue of one table: one batch is under way at a time, and keeps its place while it is tried again. */
function createLane(
  table: SinkTable,
  writer: SinkWriter,
  { batchSize = 500, flushEveryMs = 1_000, mostWaiting = 50_000, mostAttempts = 10, retryAfterMs = 500 }: SinkOptions,
  report: (problem: SinkProblem) => void,
) {
  const queue: SinkRow[] = [];
  const most = Math.max(1, Math.min(batchSize, writer.most));
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let isClosed = false;
  /** Ends a wait between two attempts early. */
  let wake: (() => void) | null = null;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const done = setTimeout(resolve, ms);
      done.unref();
      wake = () => {
        clearTimeout(done);
        resolve();
      };
    });

  const writeBatch = async (): Promise<void> => {
    const rows = queue.slice(0, most);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await writer.write(table, rows);
        break;
      } catch (cause) {
        const isLast = isClosed || attempt >= mostAttempts;
        report({ table, kind: isLast ? 'dropped' : 'retried', rows: rows.length, cause });
        if (isLast) break;
        const wait = Math.min(longestWait, retryAfterMs * 2 ** (attempt - 1));
        await pause(wait * (0.75 + Math.random() / 2));
      }
    }
    queue.splice(0, rows.length);
  };

  const drain = async (): Promise<void> => {
    while (queue.length > 0) await writeBatch();
  };

  const flush = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    running ??= drain().finally(() => {
      running = null;
      // What came between the last look and now.
      if (queue.length > 0) schedule();
    });
    return running;
  };

  const schedule = (): void => {
    if (timer !== null || running !== null) return;
    timer = setTimeout(() => void flush(), flushEveryMs);
    timer.unref();
  };

  return {
    table,
    add(row: SinkRow): void {
      if (isClosed || queue.length >= mostWaiting) {
        report({ table, kind: 'dropped', rows: 1, cause: null });
        return;
      }
      queue.push(row);
      if (queue.length >= most) void flush();
      else schedule();
    },
    flush,
    async close(): Promise<void> {
      isClosed = true;
      wake?.();
      await flush();
    },
    get waiting() {
      return queue.length;
    },
  };
}
