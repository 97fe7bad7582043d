import { changeRequestStatus, type ChangeRequestStatus, flagChange } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, LessThan } from 'typeorm';
import { z } from 'zod';
import type { Transaction } from '../../database/index.js';
import { ChangeRequestEntity } from './change-request.entity.js';
import type { ChangeRequest } from './change-request.js';

const keys = z.array(z.string());

const toRequest = (row: ChangeRequestEntity): ChangeRequest => ({
  ...row,
  status: changeRequestStatus.parse(row.status),
  environments: keys.parse(row.environments),
  before: flagChange.parse(row.before),
  change: flagChange.parse(row.change),
});

export interface ChangeRequestFilter {
  readonly status: ChangeRequestStatus | null;
  readonly flagId: string | null;
  /** Ids below this one. */
  readonly after: string | null;
  readonly limit: number;
}

@Injectable()
export class ChangeRequestStore {
  /** False if another one waits for the same flag. */
  async add(tx: Transaction, request: ChangeRequest): Promise<boolean> {
    const query = tx
      .createQueryBuilder()
      .insert()
      .into(ChangeRequestEntity)
      .values({ ...request, environments: [...request.environments] });
    const result = await query.orIgnore().returning('id').execute();
    return (result.raw as unknown[]).length === 1;
  }

  /** `lock` keeps other decisions waiting until the transaction ends. */
  async find(tx: Transaction, workspaceId: string, id: string, lock = false): Promise<ChangeRequest | null> {
    const row = await tx.findOne(ChangeRequestEntity, {
      where: { workspaceId, id },
      ...(lock && { lock: { mode: 'pessimistic_write' } }),
    });
    return row && toRequest(row);
  }

  /** Newest first. */
  async list(
    tx: Transaction,
    workspaceId: string,
    { status, flagId, after, limit }: ChangeRequestFilter,
  ): Promise<ChangeRequest[]> {
    const where: FindOptionsWhere<ChangeRequestEntity> = {
      workspaceId,
      ...(status !== null && { status }),
      ...(flagId !== null && { flagId }),
      ...(after !== null && { id: LessThan(after) }),
    };
    return (await tx.find(ChangeRequestEntity, { where, order: { id: 'DESC' }, take: limit })).map(toRequest);
  }

  async save(tx: Transaction, request: ChangeRequest): Promise<void> {
    const { id, status, decidedBy, decidedAt, decisionNote, version, updatedAt } = request;
    await tx.update(ChangeRequestEntity, { id }, { status, decidedBy, decidedAt, decisionNote, version, updatedAt });
  }
}
