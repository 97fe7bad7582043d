import type { Logger } from './kernel/index.js';

/** Closes what was opened, last first, when the process is told to stop. A second signal does not wait. */
export class Shutdown {
  readonly #closers: (() => Promise<unknown>)[] = [];

  constructor(private readonly log: Logger) {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1));
        void this.stop(0);
      });
    }
  }

  /** Adds something to close; what was opened later is closed earlier. */
  add(close: () => Promise<unknown>): void {
    this.#closers.push(close);
  }

  /** Closes everything and ends the process. */
  async stop(exitCode: number): Promise<never> {
    for (const close of this.#closers.splice(0).reverse()) {
      await close().catch((cause: unknown) => this.log.error({ cause }, 'closing failed'));
    }
    await new Promise<void>((resolve) => this.log.flush(() => resolve()));
    process.exit(exitCode);
  }
}
