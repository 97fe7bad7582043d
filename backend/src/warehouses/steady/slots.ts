/** So many at once; who comes later waits in line. */
export class Slots {
  readonly #line: (() => void)[] = [];
  #taken = 0;

  constructor(private readonly count: number) {}

  /** Waits for a slot. Call what it resolves to when done; more than once does nothing. */
  async take(): Promise<() => void> {
    if (this.#taken < this.count) this.#taken += 1;
    else await new Promise<void>((enter) => this.#line.push(enter));
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      // A slot goes to the next in line without being free in between, so that nobody overtakes.
      const next = this.#line.shift();
      if (next) next();
      else this.#taken -= 1;
    };
  }
}
