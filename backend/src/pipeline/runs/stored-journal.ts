import type { JobRef } from '../../warehouses/index.js';
import type { RunJournal, StepBefore, StepEnd } from '../execution/execute.js';
import type { Step } from '../planning/plan.js';
import { afterEnd } from './run-statement.js';
import type { RunStatement } from './run-statement.js';

/** What a stored journal does with the database; each call is one transaction. */
export interface JournalWrites {
  /** Change the log of a step; with findings, keep them in the same transaction. */
  readonly change: (step: string, change: Partial<RunStatement>, end: StepEnd | null) => Promise<void>;
  readonly isCancelRequested: () => Promise<boolean>;
  readonly now: () => Date;
}

/** The worker is stopping: the run is left as it is, for another worker to take up. */
export class RunInterrupted extends Error {}

/** Keeps the progress of a run in its log, so that the console shows it and another worker can go on with it. */
export class StoredJournal implements RunJournal {
  constructor(
    private readonly writes: JournalWrites,
    readonly before: ReadonlyMap<string, StepBefore>,
    private readonly signal: AbortSignal,
  ) {}

  /** Whether its results must not leave, because too few subjects changed since the last ones. */
  get isWithheld(): boolean {
    return this.#isWithheld;
  }
  #isWithheld = false;

  async starting(step: Step): Promise<void> {
    await this.writes.change(step.id, { status: 'running', startedAt: this.writes.now(), jobRef: null }, null);
  }

  async submitted(step: Step, ref: JobRef): Promise<void> {
    await this.writes.change(step.id, { jobRef: ref }, null);
  }

  async ended(step: Step, end: StepEnd): Promise<void> {
    if (end.state === 'done' && end.findings.mayPublish === false) this.#isWithheld = true;
    await this.writes.change(step.id, afterEnd(end, this.writes.now()), end);
  }

  async isCancelled(): Promise<boolean> {
    if (this.signal.aborted) throw new RunInterrupted('The worker is stopping; the run goes on later.');
    return this.writes.isCancelRequested();
  }
}
