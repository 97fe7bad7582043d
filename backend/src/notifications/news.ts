import type { ChannelKind, NotificationDeliveryView, NotificationEvent } from '@assay/api-contract';
import type { AuditEvent } from '../audit/index.js';

/** Something that happened, before it is written for a channel. */
export interface News {
  readonly event: NotificationDeliveryView['event'];
  readonly at: Date;
  /** One line, which names the object. */
  readonly text: string;
  /** Page of the console; null where there is none. */
  readonly url: string | null;
  /** What a program branches on. Never values of a warehouse, only ids, names and states. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** Asking for something changes nothing, and looking is nobody else's business. */
const untold = new Set(['refresh_requested', 'refresh_cancelled', 'results_revealed']);

const eventOf: Readonly<Record<string, NotificationEvent>> = {
  flag: 'flag.changed',
  change_request: 'approval.changed',
  experiment: 'experiment.changed',
  rollout_guard: 'flag.changed',
  entity: 'definition.changed',
  assignment_source: 'definition.changed',
  fact_source: 'definition.changed',
  metric: 'definition.changed',
  entry_point: 'definition.changed',
  segment: 'definition.changed',
  property_source: 'definition.changed',
  metric_collection: 'definition.changed',
};

const pageOf: Readonly<Record<string, (target: AuditEvent['target']) => string>> = {
  flag: ({ name }) => `/flags/${encodeURIComponent(name)}`,
  change_request: () => '/change-requests',
  experiment: ({ id }) => `/experiments/${id}`,
  metric: ({ id }) => `/metrics/${id}`,
  assignment_source: ({ id }) => `/sources/assignments/${id}`,
  fact_source: ({ id }) => `/sources/facts/${id}`,
  entry_point: ({ id }) => `/sources/entries/${id}`,
  segment: ({ id }) => `/sources/segments/${id}`,
  property_source: ({ id }) => `/sources/properties/${id}`,
  metric_collection: ({ id }) => `/metrics/collections/${id}`,
};

/** What an event of the audit trail is to those outside; null = nothing. `console` has no slash at its end. */
export function newsOf({ action, actor, target, at }: AuditEvent, console: string): News | null {
  const [subject = '', verb = ''] = action.split('.');
  const event = eventOf[subject];
  if (event === undefined || untold.has(verb)) return null;
  const page = pageOf[target.kind];
  return {
    event,
    at,
    text: `${titleOf(subject)} “${target.name}”: ${verb.replaceAll('_', ' ')} by ${actor.name}`,
    url: page ? console + page(target) : null,
    data: { action, actor: { kind: actor.kind, name: actor.name }, target },
  };
}

const titleOf = (subject: string): string =>
  subject.charAt(0).toUpperCase() + subject.slice(1).replaceAll('_', ' ').replace('rollout', 'roll-out');

/** Slack reads these three as its own marks. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * The body for a kind of channel. Webhooks get `{type, timestamp, data}` as Standard Webhooks lays it out, with a line
 * of text and the page in `data`.
 */
export function bodyOf(kind: ChannelKind, { event, at, text, url, data }: News): string {
  if (kind === 'slack') return JSON.stringify({ text: url ? `${escaped(text)} · <${url}|Open>` : escaped(text) });
  return JSON.stringify({ type: event, timestamp: at.toISOString(), data: { text, url, ...data } });
}
