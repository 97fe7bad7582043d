import { Inject, Injectable } from '@nestjs/common';
import type { MemberInput, MemberUpdate, MemberView, PageQuery, SignInLinkView } from '@assay/api-contract';
import { Audit } from '../../audit/index.js';
import { CONFIG, type Config } from '../../config/index.js';
import { Database } from '../../database/index.js';
import { Clock, decodeCursor, expectVersion, Failure, found, newId, type Page, pageOf } from '../../kernel/index.js';
import type { Actor } from '../access/actor.js';
import { publicUrl } from '../public-url.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { SessionStore } from '../sessions/session.store.js';
import { changeMember, expectMayManage, type Member } from './member.js';
import { MemberStore } from './member.store.js';

/** Who belongs to the organisation, and as what. */
@Injectable()
export class MembersService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly members: MemberStore,
    private readonly sessions: SessionStore,
    private readonly signIn: SessionsService,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor, { limit, cursor }: PageQuery): Promise<Page<MemberView>> {
    const [after = null] = decodeCursor(cursor) ?? [];
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const members = await this.members.list(tx, who.organisationId, limit + 1, after);
      return pageOf(members.map(toView), limit, ({ id }) => [id]);
    });
  }

  async create(who: Actor, { email, name, role }: MemberInput): Promise<MemberView> {
    expectMayManage(who.role, role);
    const now = this.clock.now();
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const person = await this.members.findPersonByEmail(tx, email);
      const id = person?.id ?? newId('per', now);
      const member: Member = { id, email, name, role, isActive: true, version: 1, createdAt: now, updatedAt: now };
      if (!(await this.members.add(tx, who.organisationId, member, person === null))) {
        throw new Failure('conflict', `${email} is a member already. Change the role there.`, { field: 'email', id });
      }
      const view = toView({ ...member, name: person?.name ?? name });
      await this.audit.append(tx, { actor: who, action: 'member.created', target: targetOf(member), after: view });
      return view;
    });
  }

  /** Changes role or access. Whoever loses either is signed out everywhere within the same transaction. */
  async change(who: Actor, id: string, update: MemberUpdate, version: number | null): Promise<MemberView> {
    const now = this.clock.now();
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const owners = await this.members.countActiveOwners(tx, who.organisationId);
      const before = found(await this.members.find(tx, who.organisationId, id), 'member', id);
      expectVersion(before.version, version);
      const after = changeMember(before, update, who.role, owners, now);
      if (!(await this.members.save(tx, who.organisationId, after))) expectVersion(after.version, before.version);
      if (!after.isActive) await this.sessions.revokeAll(tx, id, now);
      const view = toView(after);
      await this.audit.append(tx, {
        actor: who,
        action: 'member.updated',
        target: targetOf(after),
        before: toView(before),
        after: view,
      });
      return view;
    });
  }

  /** A link for a member to sign in with, once. Whoever holds it is that member, so only for roles one may manage. */
  async issueSignInLink(who: Actor, id: string): Promise<SignInLinkView> {
    const member = await this.database.inOrganisation(who.organisationId, async (tx) => {
      const target = found(await this.members.find(tx, who.organisationId, id), 'member', id);
      expectMayManage(who.role, target.role);
      await this.audit.append(tx, { actor: who, action: 'sign_in_link.issued', target: targetOf(target) });
      return target;
    });
    const { token, expiresAt } = await this.signIn.issueLink(who.organisationId, member.id);
    return { url: `${publicUrl(this.config)}/sign-in/link?token=${token}`, expiresAt: expiresAt.toISOString() };
  }
}

const targetOf = ({ id, name }: Member): { kind: string; id: string; name: string } => ({ kind: 'member', id, name });

const toView = (member: Member): MemberView => ({
  id: member.id,
  email: member.email,
  name: member.name,
  role: member.role,
  isActive: member.isActive,
  version: member.version,
  createdAt: member.createdAt.toISOString(),
  updatedAt: member.updatedAt.toISOString(),
});
