import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Who did it, with the name at that time: the trail stays readable when the person is gone. */
export interface AuditActor {
  readonly kind: 'person' | 'api_key' | 'system';
  readonly id: string;
  readonly name: string;
  readonly organisationId: string;
}

/** What a use case reports: one event per change, in the transaction of the change. */
export interface AuditEntry {
  readonly actor: AuditActor;
  /** `<kind>.<past verb>`: `flag.updated`, `api_key.revoked`. */
  readonly action: string;
  readonly target: { readonly kind: string; readonly id: string; readonly name: string };
  /** The object before and after, as its view shows it: never a credential. Null where there is none. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** An event of the trail. Its hash covers everything above it and the hash before. */
export interface AuditEvent {
  readonly organisationId: string;
  /** 1, 2, 3 … per organisation, without gaps. */
  readonly position: number;
  readonly id: string;
  readonly at: Date;
  readonly actor: Omit<AuditActor, 'organisationId'>;
  readonly action: string;
  readonly target: AuditEntry['target'];
  readonly before: unknown;
  readonly after: unknown;
  readonly previousHash: string;
  readonly hash: string;
}

/** The hash before the first event. */
export const genesis = '0'.repeat(64);

/** SHA-256 of the event as canonical JSON (RFC 8785), without its own hash. */
export function hashOfEvent({
  hash: _,
  ...event
}: AuditEvent | (Omit<AuditEvent, 'hash'> & { hash?: string })): string {
  return createHash('sha256')
    .update(canonicalize({ ...event, at: event.at.toISOString() }) ?? '')
    .digest('hex');
}

/** The next event of a chain. Values are taken as JSON would store them, so that the hash survives the round trip. */
export function chain(
  entry: AuditEntry,
  previous: Pick<AuditEvent, 'position' | 'hash'>,
  id: string,
  at: Date,
): AuditEvent {
  const { kind, id: actorId, name, organisationId } = entry.actor;
  const event = {
    organisationId,
    position: previous.position + 1,
    id,
    at,
    actor: { kind, id: actorId, name: storable(name) as string },
    action: entry.action,
    target: storable(entry.target) as AuditEntry['target'],
    before: storable(entry.before),
    after: storable(entry.after),
    previousHash: previous.hash,
  };
  return { ...event, hash: hashOfEvent(event) };
}

/** True if the event carries on from the one before and nothing in it was altered. */
export const follows = (event: AuditEvent, previous: Pick<AuditEvent, 'position' | 'hash'>): boolean =>
  event.position === previous.position + 1 && event.previousHash === previous.hash && event.hash === hashOfEvent(event);

/** Plain JSON that Postgres can hold: no undefined, no NUL, no lone surrogate. */
function storable(value: unknown): unknown {
  const text = JSON.stringify(value ?? null, (_, part: unknown) => (typeof part === 'string' ? cleanText(part) : part));
  return JSON.parse(text) as unknown;
}

const cleanText = (text: string): string => Buffer.from(text.replaceAll('\0', '\uFFFD'), 'utf8').toString('utf8');
