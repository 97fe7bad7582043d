interface DrainOptions {
  /** Does some of what waits. Returns the milliseconds until there is more to do: 0 = at once, null = when news comes. */
  readonly some: () => Promise<number | null>;
  /** Reports why `some` rejected; returns the milliseconds before another try. */
  readonly onError: (cause: unknown) => number;
}

/** Work that news wakes: one at a time in this process, and once more if news came meanwhile. */
export class Drain {
  #running: Promise<void> | null = null;
  #isWanted = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(private readonly options: DrainOptions) {}

  /** Resolves when nothing is left that can be done now. Never rejects. */
  run(): Promise<void> {
    this.#isWanted = true;
    this.#running ??= this.#drain().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Lets what runs finish, and begins nothing any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#isWanted && !this.#isStopped) {
      this.#isWanted = false;
      const wait = await this.options.some().catch(this.options.onError);
      if (wait === 0) this.#isWanted = true;
      else if (wait !== null) this.#later(wait);
    }
  }

  #later(wait: number): void {
    if (this.#isStopped) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.run();
    }, wait);
    this.#timer.unref();
  }
}
