import type {
  ChannelKind,
  ChannelView,
  DeliveryStatus,
  NotificationDeliveryView,
  NotificationEvent,
} from '@assay/api-contract';

/** Where an organisation's news goes. */
export interface Channel {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly kind: ChannelKind;
  readonly host: string;
  /** Version of the address in the secret store. */
  readonly urlVersion: string;
  /** Versions of the keys that sign, newest first: two while one replaces the other, none where nothing is signed. */
  readonly keyVersions: readonly string[];
  readonly events: readonly NotificationEvent[];
  readonly isEnabled: boolean;
  readonly problem: string | null;
  /** Position in the audit trail up to which it has been told. */
  readonly position: number;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One message to one channel. */
export interface Delivery {
  readonly id: string;
  readonly organisationId: string;
  readonly channelId: string;
  readonly event: NotificationDeliveryView['event'];
  readonly text: string;
  /** The bytes that are sent and signed, the same at each attempt. */
  readonly body: string;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly responseStatus: number | null;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** What the secret store calls the address of a channel. */
export const urlNameOf = (channelId: string): string => `notification/${channelId}/url`;
/** What the secret store calls the keys that sign for a channel. */
export const keyNameOf = (channelId: string): string => `notification/${channelId}/key`;

export const channelViewOf = (channel: Channel, last: Delivery | null): ChannelView => ({
  id: channel.id,
  name: channel.name,
  kind: channel.kind,
  host: channel.host,
  events: [...channel.events],
  isEnabled: channel.isEnabled,
  problem: channel.problem,
  lastDelivery: last && { status: last.status, at: (last.finishedAt ?? last.createdAt).toISOString() },
  version: channel.version,
  createdAt: channel.createdAt.toISOString(),
  updatedAt: channel.updatedAt.toISOString(),
});

export const deliveryViewOf = (delivery: Delivery): NotificationDeliveryView => ({
  id: delivery.id,
  event: delivery.event,
  text: delivery.text,
  status: delivery.status,
  attempts: delivery.attempts,
  responseStatus: delivery.responseStatus,
  error: delivery.error,
  createdAt: delivery.createdAt.toISOString(),
  finishedAt: delivery.finishedAt?.toISOString() ?? null,
});
