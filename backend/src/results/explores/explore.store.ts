import { exploreInput } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { ExploreEntity } from './explore.entity.js';
import type { Explore } from './explore.js';

const definitionOf = exploreInput.omit({ name: true });

const toExplore = ({ name, definition, ...row }: ExploreEntity): Explore => ({
  ...row,
  chart: { name, ...definitionOf.parse(definition) },
});

const toRow = ({ chart: { name, ...definition }, ...explore }: Explore) => ({
  ...explore,
  name,
  definition: definition as object,
});

@Injectable()
export class ExploreStore {
  /** Keeps others who would add one or change the order waiting until the transaction ends. */
  async lock(tx: Transaction, experimentId: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`explores of ${experimentId}`]);
  }

  /** In their order. */
  async list(tx: Transaction, experimentId: string): Promise<Explore[]> {
    const rows = await tx.find(ExploreEntity, { where: { experimentId }, order: { position: 'ASC', id: 'ASC' } });
    return rows.map(toExplore);
  }

  /** `lock` keeps others who would change it waiting until the transaction ends. */
  async find(tx: Transaction, experimentId: string, id: string, lock = false): Promise<Explore | null> {
    const row = await tx.findOne(ExploreEntity, {
      where: { id, experimentId },
      ...(lock && { lock: { mode: 'pessimistic_write' } }),
    });
    return row && toExplore(row);
  }

  async add(tx: Transaction, explore: Explore): Promise<void> {
    await tx.insert(ExploreEntity, toRow(explore));
  }

  async save(tx: Transaction, explore: Explore): Promise<void> {
    const { id, ...row } = toRow(explore);
    await tx.update(ExploreEntity, { id }, row);
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.delete(ExploreEntity, { id });
  }

  /** The order is of the list, not of one explore: no version changes. */
  async setOrder(tx: Transaction, ids: readonly string[]): Promise<void> {
    for (const [position, id] of ids.entries()) await tx.update(ExploreEntity, { id }, { position });
  }
}
