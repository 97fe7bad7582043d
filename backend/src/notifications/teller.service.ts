import type { NotificationDeliveryView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import { Jobs } from '../jobs/index.js';
import { Clock, newId } from '../kernel/index.js';
import type { Channel, Delivery } from './channel.js';
import { ChannelStore } from './channel.store.js';
import { DeliveryStore } from './delivery.store.js';
import { bodyOf, type News } from './news.js';

/** Queued with each message; done by the dispatcher. */
export const deliverJob = 'notifications.deliver';

/** How often a message is tried: over about two hours. */
export const attemptsAtMost = 10;
const firstRest = 15;

const isWanted = ({ events }: Channel, event: NotificationDeliveryView['event']): boolean =>
  event === 'channel.tried' || events.includes(event);

/** Writes news for the channels that want it, as messages that will be sent if and only if the transaction commits. */
@Injectable()
export class Teller {
  constructor(
    private readonly channels: ChannelStore,
    private readonly deliveries: DeliveryStore,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  async tell(tx: Transaction, channel: Channel, news: readonly News[]): Promise<Delivery[]> {
    const now = this.clock.now();
    const messages = news
      .filter(({ event }) => isWanted(channel, event))
      .map((one): Delivery => ({
        id: newId('msg', now),
        organisationId: channel.organisationId,
        channelId: channel.id,
        event: one.event,
        text: one.text,
        body: bodyOf(channel.kind, one),
        status: 'waiting',
        attempts: 0,
        responseStatus: null,
        error: null,
        createdAt: now,
        finishedAt: null,
      }));
    await this.deliveries.add(tx, messages);
    for (const message of messages) await this.send(tx, message);
    return messages;
  }

  /** Tells every channel of an organisation that is switched on. */
  async tellAll(tx: Transaction, organisationId: string, news: readonly News[]): Promise<void> {
    for (const channel of await this.channels.list(tx, organisationId)) {
      if (channel.isEnabled) await this.tell(tx, channel, news);
    }
  }

  /** Queues a message that is there already. */
  async send(tx: Transaction, { id, organisationId }: Delivery): Promise<void> {
    await this.jobs.enqueue(tx, {
      kind: deliverJob,
      organisationId,
      ids: { deliveryId: id },
      singletonKey: id,
      retries: attemptsAtMost - 1,
      retryDelay: firstRest,
      expireAfter: 60,
    });
  }
}
