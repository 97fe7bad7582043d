import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import type { Transaction } from '../../database/index.js';
import type { Session } from './session.js';
import { SessionEntity } from './session.entity.js';

@Injectable()
export class SessionStore {
  async add(tx: Transaction, session: Session, tokenHash: string): Promise<void> {
    await tx.insert(SessionEntity, { ...session, tokenHash });
  }

  async findByToken(tx: Transaction, tokenHash: string): Promise<Session | null> {
    const row = await tx.findOneBy(SessionEntity, { tokenHash });
    return row && toSession(row);
  }

  async see(tx: Transaction, id: string, at: Date): Promise<void> {
    await tx.update(SessionEntity, { id }, { lastSeenAt: at });
  }

  async listOpen(tx: Transaction, personId: string, now: Date): Promise<Session[]> {
    const where = { personId, revokedAt: IsNull(), expiresAt: MoreThan(now) };
    const rows = await tx.find(SessionEntity, { where, order: { lastSeenAt: 'DESC' } });
    return rows.map(toSession);
  }

  /** Ends one session of a person; false if it was not theirs or had ended. */
  async revoke(tx: Transaction, personId: string, id: string, at: Date): Promise<boolean> {
    const { affected } = await tx.update(SessionEntity, { id, personId, revokedAt: IsNull() }, { revokedAt: at });
    return affected === 1;
  }

  async revokeAll(tx: Transaction, personId: string, at: Date): Promise<number> {
    const { affected } = await tx.update(SessionEntity, { personId, revokedAt: IsNull() }, { revokedAt: at });
    return affected ?? 0;
  }
}

const toSession = ({ tokenHash: _, ...session }: SessionEntity): Session => ({ ...session });
