import { banditInput, banditModelData, banditModelView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import { BanditEntity, BanditModelEntity } from './bandit.entity.js';
import type { Bandit, BanditModel } from './bandit.js';

const { origin, actions } = banditModelView.shape;

const toBandit = ({ key: _, name: __, definition, ...row }: BanditEntity): Bandit => ({
  ...row,
  definition: banditInput.parse(definition),
});

const toModel = ({ organisationId: _, ...row }: BanditModelEntity): BanditModel => ({
  ...row,
  origin: origin.parse(row.origin),
  actions: actions.parse(row.actions),
  data: banditModelData.parse(row.data),
});

const toRow = ({ definition, ...bandit }: Bandit) => ({
  ...bandit,
  key: definition.key,
  name: definition.name,
  definition: definition as object,
});

@Injectable()
export class BanditStore {
  /** By key. */
  async list(tx: Transaction, workspaceId: string): Promise<Bandit[]> {
    return (await tx.find(BanditEntity, { where: { workspaceId }, order: { key: 'ASC' } })).map(toBandit);
  }

  /** `lock` keeps others who would change it waiting until the transaction ends. */
  async find(tx: Transaction, workspaceId: string, key: string, lock = false): Promise<Bandit | null> {
    const row = await tx.findOne(BanditEntity, {
      where: { workspaceId, key },
      ...(lock && { lock: { mode: 'pessimistic_write' } }),
    });
    return row && toBandit(row);
  }

  /** In whichever workspace it is, locked: for the worker, which acts on bandits by id. */
  async lockAnywhere(tx: Transaction, id: string): Promise<Bandit | null> {
    const row = await tx.findOne(BanditEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
    return row && toBandit(row);
  }

  /** False if the workspace has a bandit of this key. */
  async add(tx: Transaction, bandit: Bandit): Promise<boolean> {
    const query = tx.createQueryBuilder().insert().into(BanditEntity).values(toRow(bandit));
    const result = await query.orIgnore().returning('id').execute();
    if ((result.raw as unknown[]).length === 0) return false;
    await this.#saveUses(tx, bandit);
    return true;
  }

  async save(tx: Transaction, bandit: Bandit): Promise<void> {
    const { id, ...row } = toRow(bandit);
    await tx.update(BanditEntity, { id }, row);
    await this.#saveUses(tx, bandit);
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.delete(BanditEntity, { id });
  }

  /** Those whose training is due, of every organisation, locked so that two ticks never take the same. */
  async takeDue(tx: Transaction, now: Date, limit: number): Promise<Bandit[]> {
    const rows = await tx
      .createQueryBuilder(BanditEntity, 'b')
      .where('b.next_training_at <= :now', { now })
      .orderBy('b.next_training_at')
      .take(limit)
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getMany();
    return rows.map(toBandit);
  }

  async setNextTraining(tx: Transaction, id: string, nextTrainingAt: Date | null): Promise<void> {
    await tx.update(BanditEntity, { id }, { nextTrainingAt });
  }

  async addModel(tx: Transaction, organisationId: string, model: BanditModel): Promise<void> {
    const [learned, data]: object[] = [[...model.actions], model.data];
    await tx.insert(BanditModelEntity, { ...model, actions: learned as object, data: data as object, organisationId });
  }

  async findModel(tx: Transaction, banditId: string, version: number): Promise<BanditModel | null> {
    const row = await tx.findOneBy(BanditModelEntity, { banditId, version });
    return row && toModel(row);
  }

  async newestModel(tx: Transaction, banditId: string): Promise<BanditModel> {
    const row = await tx.findOneOrFail(BanditModelEntity, { where: { banditId }, order: { version: 'DESC' } });
    return toModel(row);
  }

  /** Newest first, from below the version `before`. */
  async listModels(tx: Transaction, banditId: string, before: number | null, limit: number): Promise<BanditModel[]> {
    const query = tx
      .createQueryBuilder(BanditModelEntity, 'm')
      .where('m.bandit_id = :banditId', { banditId })
      .orderBy('m.version', 'DESC')
      .take(limit);
    if (before !== null) query.andWhere('m.version < :before', { before });
    return (await query.getMany()).map(toModel);
  }

  /** The model of each bandit that is served: the one that is held, else the newest. */
  async listServed(tx: Transaction, bandits: readonly Bandit[]): Promise<Map<string, BanditModel>> {
    if (bandits.length === 0) return new Map();
    const rows = await tx
      .createQueryBuilder(BanditModelEntity, 'm')
      .innerJoin(BanditEntity, 'b', 'b.id = m.bandit_id AND (b.held_model IS NULL OR b.held_model = m.version)')
      .distinctOn(['m.bandit_id'])
      .where('m.bandit_id = ANY(:ids)', { ids: bandits.map(({ id }) => id) })
      .orderBy('m.bandit_id')
      .addOrderBy('m.version', 'DESC')
      .getMany();
    return new Map(rows.map((row) => [row.banditId, toModel(row)]));
  }

  async #saveUses(tx: Transaction, { id, organisationId, definition }: Bandit): Promise<void> {
    const { reward, assignmentSourceId } = definition;
    const uses = [reward.metricId, ...(assignmentSourceId === null ? [] : [assignmentSourceId])];
    await tx.query('DELETE FROM bandit_use WHERE bandit_id = $1', [id]);
    await tx.query(
      'INSERT INTO bandit_use (bandit_id, definition_id, organisation_id) SELECT $1, unnest($2::text[]), $3',
      [id, uses, organisationId],
    );
  }
}
