import { Inject, Injectable } from '@nestjs/common';
import type { OpenSessionView, SessionView } from '@assay/api-contract';
import { Audit } from '../../audit/index.js';
import { CONFIG, type Config } from '../../config/index.js';
import { Database, type Transaction } from '../../database/index.js';
import { Clock, Failure, found, hours, minutes, newId } from '../../kernel/index.js';
import type { Actor } from '../access/actor.js';
import { permissionsOf } from '../access/roles.js';
import { SESSION_KEY } from '../access/session-key.js';
import { OrganisationStore } from '../organisations/organisation.store.js';
import type { Member } from '../people/member.js';
import { MemberStore } from '../people/member.store.js';
import { hashOf, randomSecret, sign } from '../secret-text.js';
import { isOpen, type Session } from './session.js';
import { SessionStore } from './session.store.js';
import { SignInLinkStore } from './sign-in-link.store.js';

/** Where a request came from, as far as one can know; kept with the session for its owner to recognise. */
export interface Visitor {
  readonly address: string | null;
  readonly userAgent: string | null;
}

const linkLife = minutes(15);
const linkMemory = hours(24);

/** Signing in by one-use link, and the sessions that follow. */
@Injectable()
export class SessionsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SESSION_KEY) private readonly sessionKey: string,
    private readonly database: Database,
    private readonly sessions: SessionStore,
    private readonly links: SignInLinkStore,
    private readonly members: MemberStore,
    private readonly organisations: OrganisationStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** A token that lets a member in once within 15 minutes. Only its hash is stored. */
  async issueLink(organisationId: string, personId: string): Promise<{ token: string; expiresAt: Date }> {
    const now = this.clock.now();
    const token = randomSecret(32);
    const expiresAt = new Date(now.getTime() + linkLife);
    await this.database.inOrganisation(organisationId, async (tx) => {
      await this.links.forget(tx, new Date(now.getTime() - linkMemory));
      await this.links.add(tx, { organisationId, personId, expiresAt }, hashOf(token));
    });
    return { token, expiresAt };
  }

  /** Takes a link and opens a session; the answer is the value of the cookie. A used or old link is `gone`. */
  async signIn(token: string, visitor: Visitor): Promise<{ cookie: string; expiresAt: Date }> {
    const now = this.clock.now();
    const link = await this.database.acrossOrganisations((tx) => this.links.find(tx, hashOf(token)));
    if (!link) throw new Failure('unauthenticated', 'This sign-in link is not known. Ask for a new one.');
    return this.database.inOrganisation(link.organisationId, async (tx) => {
      if (now >= link.expiresAt) throw new Failure('gone', 'This sign-in link is too old. Ask for a new one.');
      if (!(await this.links.use(tx, hashOf(token), now))) {
        throw new Failure('gone', 'This sign-in link was used already. Ask for a new one.');
      }
      const member = await this.members.find(tx, link.organisationId, link.personId);
      if (!member?.isActive)
        throw new Failure('unauthenticated', 'Your access was switched off. Ask an administrator.');
      return this.#open(tx, link.organisationId, member, visitor, now);
    });
  }

  async whoAmI(who: Actor): Promise<SessionView> {
    const now = this.clock.now();
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const organisation = found(
        await this.organisations.find(tx, who.organisationId),
        'organisation',
        who.organisationId,
      );
      const workspaces = (await this.organisations.listWorkspaces(tx, who.organisationId)).map(({ id, name }) => ({
        id,
        name,
      }));
      const member = who.kind === 'person' ? await this.members.find(tx, who.organisationId, who.id) : null;
      const open = who.kind === 'person' ? await this.sessions.listOpen(tx, who.id, now) : [];
      return {
        kind: who.kind === 'person' ? 'person' : 'api_key',
        id: who.id,
        name: who.name,
        email: member?.email ?? null,
        role: who.role,
        permissions: permissionsOf(who.role),
        organisation: { id: organisation.id, name: organisation.name },
        workspace: found(
          workspaces.find(({ id }) => id === who.workspaceId),
          'workspace',
          who.workspaceId,
        ),
        workspaces,
        expiresAt: open.find(({ id }) => id === who.sessionId)?.expiresAt.toISOString() ?? null,
      };
    });
  }

  /** The caller's open sessions, the most recent first. */
  async list(who: Actor): Promise<{ items: OpenSessionView[] }> {
    const now = this.clock.now();
    const sessions = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.sessions.listOpen(tx, who.id, now),
    );
    const open = sessions.filter((session) => isOpen(session, now, this.config.SESSION_IDLE_MINUTES));
    return { items: open.map((session) => toView(session, who.sessionId)) };
  }

  /** Ends one of the caller's sessions. */
  async end(who: Actor, id: string): Promise<void> {
    const now = this.clock.now();
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      if (!(await this.sessions.revoke(tx, who.id, id, now))) found(null, 'session', id);
      await this.audit.append(tx, {
        actor: who,
        action: 'session.ended',
        target: { kind: 'session', id, name: who.name },
      });
    });
  }

  /** Ends all of the caller's sessions, this one too. */
  async endAll(who: Actor): Promise<void> {
    const now = this.clock.now();
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.sessions.revokeAll(tx, who.id, now);
      await this.audit.append(tx, {
        actor: who,
        action: 'session.all_ended',
        target: { kind: 'person', id: who.id, name: who.name },
      });
    });
  }

  async #open(
    tx: Transaction,
    organisationId: string,
    member: Member,
    visitor: Visitor,
    now: Date,
  ): Promise<{ cookie: string; expiresAt: Date }> {
    const token = randomSecret(32);
    const session: Session = {
      id: newId('ses', now),
      organisationId,
      personId: member.id,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + hours(this.config.SESSION_MAX_HOURS)),
      revokedAt: null,
      address: visitor.address,
      userAgent: visitor.userAgent?.slice(0, 300) ?? null,
    };
    await this.sessions.add(tx, session, hashOf(token));
    const actor = { kind: 'person' as const, id: member.id, name: member.name, organisationId };
    await this.audit.append(tx, {
      actor,
      action: 'session.started',
      target: { kind: 'session', id: session.id, name: member.name },
    });
    return { cookie: sign(token, this.sessionKey), expiresAt: session.expiresAt };
  }
}

const toView = (session: Session, current: string | null): OpenSessionView => ({
  id: session.id,
  isCurrent: session.id === current,
  createdAt: session.createdAt.toISOString(),
  lastSeenAt: session.lastSeenAt.toISOString(),
  expiresAt: session.expiresAt.toISOString(),
  address: session.address,
  userAgent: session.userAgent,
});
