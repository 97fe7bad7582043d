import type { FailureCause } from '../warehouse-failure.js';

export interface BreakerLimits {
  /** So many outages in a row, and the warehouse is left alone. */
  readonly failures: number;
  /** For so long; then one statement tries again. */
  readonly restMs: number;
}

export const defaultBreakerLimits: BreakerLimits = { failures: 5, restMs: 30_000 };

/** Failures that the next statement would meet as well; refused logins too, since engines lock accounts for them. */
export const isOutage = (cause: FailureCause): boolean => cause === 'network' || cause === 'credentials';

/**
 * Leaves a warehouse alone that does not answer. Asking and the outcome are reported apart, because a statement is
 * handed over in one call and fails in another.
 */
export class Breaker {
  #failures = 0;
  #restsUntil = 0;

  constructor(
    private readonly limits: BreakerLimits,
    private readonly now: () => number,
  ) {}

  /** Milliseconds to wait before another statement may be sent; 0 = now. After a rest one may pass per rest. */
  rest(): number {
    if (this.#failures < this.limits.failures) return 0;
    const left = this.#restsUntil - this.now();
    if (left > 0) return left;
    this.#restsUntil = this.now() + this.limits.restMs;
    return 0;
  }

  /** The warehouse itself answered, be it with a refusal of the statement. */
  answered(): void {
    this.#failures = 0;
  }

  failed(cause: FailureCause): void {
    if (!isOutage(cause)) return this.answered();
    this.#failures += 1;
    if (this.#failures >= this.limits.failures) this.#restsUntil = this.now() + this.limits.restMs;
  }
}
