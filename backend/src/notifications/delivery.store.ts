import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { Transaction } from '../database/index.js';
import type { Delivery } from './channel.js';
import { NotificationDeliveryEntity } from './notification.entity.js';

@Injectable()
export class DeliveryStore {
  async add(tx: Transaction, deliveries: readonly Delivery[]): Promise<void> {
    if (deliveries.length > 0) await tx.insert(NotificationDeliveryEntity, [...deliveries]);
  }

  async find(tx: Transaction, id: string, lock = false): Promise<Delivery | null> {
    return tx.findOne(NotificationDeliveryEntity, {
      where: { id },
      ...(lock && { lock: { mode: 'pessimistic_write' } }),
    });
  }

  async save(tx: Transaction, { id, ...delivery }: Delivery): Promise<void> {
    const { status, attempts, responseStatus, error, finishedAt } = delivery;
    await tx.update(NotificationDeliveryEntity, { id }, { status, attempts, responseStatus, error, finishedAt });
  }

  /** Newest first; after the one with the id `after`. */
  async list(tx: Transaction, channelId: string, limit: number, after: string | null): Promise<Delivery[]> {
    const where = { channelId, ...(after === null ? {} : { id: LessThan(after) }) };
    return tx.find(NotificationDeliveryEntity, { where, order: { id: 'DESC' }, take: limit });
  }

  /** The newest one of each channel. */
  async newest(tx: Transaction, organisationId: string): Promise<Map<string, Delivery>> {
    const rows = await tx
      .createQueryBuilder(NotificationDeliveryEntity, 'd')
      .distinctOn(['d.channel_id'])
      .where('d.organisation_id = :organisationId', { organisationId })
      .orderBy('d.channel_id')
      .addOrderBy('d.id', 'DESC')
      .getMany();
    return new Map(rows.map((row) => [row.channelId, row]));
  }

  async removeOlder(tx: Transaction, organisationId: string, before: Date): Promise<void> {
    await tx.delete(NotificationDeliveryEntity, { organisationId, createdAt: LessThan(before) });
  }
}
