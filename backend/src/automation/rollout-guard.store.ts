import { guardOutcome, rolloutGuardView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import { RolloutGuardEntity } from './rollout-guard.entity.js';
import type { RolloutGuard } from './rollout-guard.js';

const { action, status } = rolloutGuardView.shape;

const toGuard = (row: RolloutGuardEntity): RolloutGuard => ({
  ...row,
  action: action.parse(row.action),
  status: status.parse(row.status),
  outcome: guardOutcome.nullable().parse(row.outcome),
});

@Injectable()
export class RolloutGuardStore {
  /** `lock` keeps others who would change it waiting until the transaction ends. */
  async find(tx: Transaction, experimentId: string, lock = false): Promise<RolloutGuard | null> {
    const row = await tx.findOne(RolloutGuardEntity, {
      where: { experimentId },
      ...(lock && { lock: { mode: 'pessimistic_write' } }),
    });
    return row && toGuard(row);
  }

  /** Adds it, or replaces the one that was read with `lock`. */
  async save(tx: Transaction, guard: RolloutGuard): Promise<void> {
    await tx.upsert(RolloutGuardEntity, guard, ['experimentId']);
  }

  async remove(tx: Transaction, experimentId: string): Promise<void> {
    await tx.delete(RolloutGuardEntity, { experimentId });
  }
}
