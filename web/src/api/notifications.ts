import {
  channelCreated,
  channelView,
  notificationDelivery,
  notificationDeliveryPage,
  channelPage,
  type ChannelInput,
  type ChannelUpdate,
} from '@assay/api-contract';
import { send, sendPlain } from './client.js';
import { all, pages } from './query.js';
import { routes } from './routes.js';

/** Where news goes, and what was sent there. */
export const notifications = {
  list: () => all(channelPage, routes.notificationChannels),
  create: (body: ChannelInput) => send(channelCreated, 'POST', routes.notificationChannels, { body }),
  change: (id: string, version: number, body: ChannelUpdate) =>
    send(channelView, 'PUT', routes.notificationChannel(id), { body, version }),
  remove: (id: string, version: number) => sendPlain('DELETE', routes.notificationChannel(id), { version }),
  newKey: (id: string, version: number) => send(channelCreated, 'POST', routes.notificationKey(id), { version }),
  tryOut: (id: string) => send(notificationDelivery, 'POST', routes.notificationTrial(id)),
  deliveries: (id: string) => pages(notificationDeliveryPage, routes.notificationDeliveries(id)),
  retry: (id: string, delivery: string) => send(notificationDelivery, 'POST', routes.notificationRetry(id, delivery)),
};
