import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { type Member } from './member.js';
import { MembershipEntity } from './membership.entity.js';
import { PersonEntity } from './person.entity.js';

const selectMembers = `
  SELECT p.id, p.email, p.name, m.role, m.is_active AS "isActive", m.version,
         m.created_at AS "createdAt", m.updated_at AS "updatedAt"
  FROM membership m JOIN person p ON p.id = m.person_id
  WHERE m.organisation_id = $1`;

/** People and their places. Every read is by organisation: a person of another one does not exist here. */
@Injectable()
export class MemberStore {
  async find(tx: Transaction, organisationId: string, personId: string): Promise<Member | null> {
    const [row] = await tx.query<Member[]>(`${selectMembers} AND p.id = $2`, [organisationId, personId]);
    return row ?? null;
  }

  async list(tx: Transaction, organisationId: string, limit: number, after: string | null): Promise<Member[]> {
    const rest = `AND ($2::text IS NULL OR p.id > $2) ORDER BY p.id LIMIT $3`;
    return tx.query<Member[]>(`${selectMembers} ${rest}`, [organisationId, after, limit]);
  }

  /** Locks the owners, so that two of them cannot leave at the same moment. */
  async countActiveOwners(tx: Transaction, organisationId: string): Promise<number> {
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM membership WHERE organisation_id = $1 AND role = 'owner' AND is_active FOR UPDATE`,
      [organisationId],
    );
    return rows.length;
  }

  async findPersonByEmail(tx: Transaction, email: string): Promise<{ id: string; name: string } | null> {
    const rows = await tx.query<{ id: string; name: string }[]>(
      'SELECT id, name FROM person WHERE lower(email) = lower($1)',
      [email],
    );
    return rows[0] ?? null;
  }

  /** Adds the place; the person too if `isNewPerson`. False if the place is taken already. */
  async add(tx: Transaction, organisationId: string, member: Member, isNewPerson: boolean): Promise<boolean> {
    const { id, email, name, role, isActive, version, createdAt, updatedAt } = member;
    if (isNewPerson) await tx.insert(PersonEntity, { id, email, name, createdAt, updatedAt });
    else if (await this.find(tx, organisationId, id)) return false;
    const place = { organisationId, personId: id, role, isActive, version, createdAt, updatedAt };
    await tx.insert(MembershipEntity, place);
    return true;
  }

  /** Saves an edit if the version is still the one that was read; false otherwise. */
  async save(tx: Transaction, organisationId: string, member: Member): Promise<boolean> {
    const { id, role, isActive, version, updatedAt } = member;
    const { affected } = await tx.update(
      MembershipEntity,
      { organisationId, personId: id, version: version - 1 },
      { role, isActive, version, updatedAt },
    );
    return affected === 1;
  }
}
