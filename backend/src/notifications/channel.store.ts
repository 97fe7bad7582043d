import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import type { Channel } from './channel.js';
import { NotificationChannelEntity } from './notification.entity.js';

@Injectable()
export class ChannelStore {
  /** By name. */
  async list(tx: Transaction, organisationId: string): Promise<Channel[]> {
    const rows = await tx.find(NotificationChannelEntity, {
      where: { organisationId },
      order: { name: 'ASC', id: 'ASC' },
    });
    return rows.map(toChannel);
  }

  /** Those that are switched on, locked: one reader of the trail at a time tells them. */
  async lockEnabled(tx: Transaction, organisationId: string): Promise<Channel[]> {
    const rows = await tx.find(NotificationChannelEntity, {
      where: { organisationId, isEnabled: true },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return rows.map(toChannel);
  }

  /** Organisations that want to be told of something. */
  async organisations(tx: Transaction): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      'SELECT DISTINCT organisation_id AS id FROM notification_channel WHERE is_enabled ORDER BY 1',
    );
    return rows.map(({ id }) => id);
  }

  async find(tx: Transaction, organisationId: string, id: string, lock = false): Promise<Channel | null> {
    const row = await tx.findOne(NotificationChannelEntity, {
      where: { id, organisationId },
      ...(lock && { lock: { mode: 'pessimistic_write' } }),
    });
    return row && toChannel(row);
  }

  async save(tx: Transaction, channel: Channel): Promise<void> {
    await tx.upsert(NotificationChannelEntity, { ...channel, position: String(channel.position) } as never, ['id']);
  }

  async moveTo(tx: Transaction, { id }: Channel, position: number): Promise<void> {
    await tx.update(NotificationChannelEntity, { id }, { position: String(position) });
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.delete(NotificationChannelEntity, { id });
  }
}

const toChannel = (row: NotificationChannelEntity): Channel => ({ ...row, position: Number(row.position) });
