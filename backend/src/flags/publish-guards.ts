import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';

/** Refuses, by throwing, what an environment would publish from the flags as they are in the transaction. */
export type PublishGuard = (tx: Transaction, environmentId: string) => Promise<void>;

/** What floors above have to say before a change of flags is saved. */
@Injectable()
export class PublishGuards {
  readonly #guards: PublishGuard[] = [];

  add(guard: PublishGuard): void {
    this.#guards.push(guard);
  }

  async check(tx: Transaction, environmentId: string): Promise<void> {
    for (const guard of this.#guards) await guard(tx, environmentId);
  }
}
