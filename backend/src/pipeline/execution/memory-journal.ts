import type { RunJournal, StepBefore, StepEnd } from './execute.js';
import type { Step } from '../planning/plan.js';
import type { StepFindings } from '../summaries/summary.js';

/** A journal of one attempt, for runs outside of the service: conformance, benchmarks and tests. */
export class MemoryJournal implements RunJournal {
  readonly before: ReadonlyMap<string, StepBefore> = new Map();
  readonly ends = new Map<string, StepEnd>();
  #isCancelled = false;

  starting(): Promise<void> {
    return Promise.resolve();
  }

  submitted(): Promise<void> {
    return Promise.resolve();
  }

  ended(step: Step, end: StepEnd): Promise<void> {
    this.ends.set(step.id, end);
    return Promise.resolve();
  }

  isCancelled(): Promise<boolean> {
    return Promise.resolve(this.#isCancelled);
  }

  cancel(): void {
    this.#isCancelled = true;
  }

  /** What all steps found, together. */
  findings(): StepFindings {
    const done = [...this.ends.values()].flatMap((end) => (end.state === 'done' ? [end.findings] : []));
    return {
      moments: done.flatMap((f) => f.moments),
      days: done.flatMap((f) => f.days),
      diagnostics: done.flatMap((f) => f.diagnostics),
      resplits: done.flatMap((f) => f.resplits),
    };
  }
}
