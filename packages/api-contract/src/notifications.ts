import { z } from 'zod';
import { pageOf, stored } from './common.js';
import { limits } from './limits.js';

/** What a channel can be told. */
export const notificationEvent = z.enum([
  /** A flag was made, edited, archived or deleted, or its roll-out was stopped by a guard. */
  'flag.changed',
  /** A change of a flag waits for a second person, or was decided on. */
  'approval.changed',
  /** An experiment was made, edited, started or concluded. */
  'experiment.changed',
  /** An entity, a source, a segment, an entry point or a metric was changed. */
  'definition.changed',
  /** A refresh ended with results; some metrics may have failed. */
  'experiment.refreshed',
  /** A refresh ended without results. */
  'experiment.refresh_failed',
  /** A check of the data fails that did not fail in the refresh before. */
  'experiment.check_failed',
  /** What the results say together is something else than after the refresh before. */
  'experiment.verdict_changed',
]);
export type NotificationEvent = z.infer<typeof notificationEvent>;

export const channelKind = z.enum([
  /** A signed JSON document, as Standard Webhooks describes it. */
  'webhook',
  /** A line of text for an incoming webhook of Slack, or of what understands the same. */
  'slack',
]);
export type ChannelKind = z.infer<typeof channelKind>;

/** Encrypted, or to this machine. */
const isPrivate = /^(?:https:|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?=[:/?#]|$))/i;
const hasCredentials = /^[a-z]+:[/\\]{2}[^/\\?#]*@/i;

/** The address, whole: it often is a secret itself, so it is written, never read back. */
const address = z
  .url({ protocol: /^https?$/, abort: true, error: 'Give an address that begins with https://.' })
  .max(2_000)
  .refine(
    (text) => isPrivate.test(text),
    'Give an address that begins with https://: what is sent must not be readable on its way.',
  )
  .refine(
    (text) => !hasCredentials.test(text),
    'Take the name and the password out of the address: messages are signed instead.',
  );

const channelFields = {
  name: z.string().trim().min(1, 'Give the channel a name.').max(limits.name.limit),
  events: z
    .array(notificationEvent)
    .min(1, 'Choose at least one event.')
    .refine((events) => new Set(events).size === events.length, 'Name each event once.'),
  isEnabled: z.boolean().default(true),
};

/** Where news goes, and which. */
export const channelInput = z
  .strictObject({ ...channelFields, kind: channelKind, url: address })
  .meta({ id: 'NotificationChannelInput' });
export type ChannelInput = z.infer<typeof channelInput>;

/** The kind never changes; without `url` the address stays as it is. */
export const channelUpdate = z
  .strictObject({ ...channelFields, url: address.optional() })
  .meta({ id: 'NotificationChannelUpdate' });
export type ChannelUpdate = z.infer<typeof channelUpdate>;

export const deliveryStatus = z.enum(['waiting', 'delivered', 'failed']);
export type DeliveryStatus = z.infer<typeof deliveryStatus>;

export const channelView = z
  .object({
    ...stored,
    ...channelFields,
    kind: channelKind,
    /** Host of the address. */
    host: z.string(),
    /** Why the channel was switched off by itself; null where a person decides. */
    problem: z.string().nullable(),
    /** The newest message; null before the first. */
    lastDelivery: z.object({ status: deliveryStatus, at: z.iso.datetime() }).nullable(),
  })
  .meta({ id: 'NotificationChannel' });
export type ChannelView = z.infer<typeof channelView>;

export const channelPage = pageOf(channelView).meta({ id: 'NotificationChannelPage' });

/** The channel with the key that signs its messages, shown this once; null for a kind that signs nothing. */
export const channelCreated = channelView
  .extend({ key: z.string().nullable() })
  .meta({ id: 'NotificationChannelCreated' });
export type ChannelCreated = z.infer<typeof channelCreated>;

/** One message to one channel. */
export const notificationDelivery = z
  .object({
    id: z.string(),
    event: z.union([notificationEvent, z.literal('channel.tried')]),
    /** What happened, in a line. */
    text: z.string(),
    status: deliveryStatus,
    attempts: z.number().int(),
    /** HTTP status of the last attempt; null where there was no answer. */
    responseStatus: z.number().int().nullable(),
    error: z.string().nullable(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'NotificationDelivery' });
export type NotificationDeliveryView = z.infer<typeof notificationDelivery>;

export const notificationDeliveryPage = pageOf(notificationDelivery).meta({ id: 'NotificationDeliveryPage' });
