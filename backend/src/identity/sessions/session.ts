import { minutes } from '../../kernel/index.js';

/** A signed-in browser. The secret that it holds is stored as a hash only. */
export interface Session {
  readonly id: string;
  readonly organisationId: string;
  readonly personId: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  /** The end in any case, however busy the session is. */
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly address: string | null;
  readonly userAgent: string | null;
}

type Life = Pick<Session, 'lastSeenAt' | 'expiresAt' | 'revokedAt'>;

/** True while a session lets its holder in: not revoked, not past its end, not idle for too long. */
export const isOpen = (session: Life, now: Date, idleMinutes: number): boolean =>
  session.revokedAt === null &&
  now < session.expiresAt &&
  now.getTime() <= session.lastSeenAt.getTime() + minutes(idleMinutes);

/** "Last seen" is written at most once a minute: a page of ten requests is one write. */
export const isDueToBeSeen = (session: Pick<Session, 'lastSeenAt'>, now: Date): boolean =>
  now.getTime() - session.lastSeenAt.getTime() >= minutes(1);
