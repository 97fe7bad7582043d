import type { MemberUpdate, Role } from '@assay/api-contract';
import { Failure } from '../../kernel/index.js';
import { mayManage } from '../access/roles.js';

/** A person's place in one organisation. */
export interface Member {
  /** The person's id. */
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly isActive: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * The member after an edit. Refuses to touch or grant a role above the actor's own, and to leave an organisation
 * without an active owner (`activeOwners` counts them before the edit).
 */
export function changeMember(
  member: Member,
  update: MemberUpdate,
  actor: Role,
  activeOwners: number,
  now: Date,
): Member {
  const role = update.role ?? member.role;
  const isActive = update.isActive ?? member.isActive;
  expectMayManage(actor, member.role);
  expectMayManage(actor, role);
  const wasOwner = member.role === 'owner' && member.isActive;
  const isOwner = role === 'owner' && isActive;
  if (wasOwner && !isOwner && activeOwners <= 1) {
    throw new Failure('conflict', 'This is the last active owner. Make someone else an owner first.', {
      role: 'owner',
    });
  }
  return { ...member, role, isActive, version: member.version + 1, updatedAt: now };
}

/** Refuses a role above the actor's own. */
export function expectMayManage(actor: Role, target: Role): void {
  if (mayManage(actor, target)) return;
  throw new Failure('forbidden', `Only an owner may give, change or take the role ${target}.`, { role: target });
}
