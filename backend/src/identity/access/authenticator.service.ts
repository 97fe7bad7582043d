import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/index.js';
import { Database, type Transaction } from '../../database/index.js';
import { Clock, Failure } from '../../kernel/index.js';
import { isApiKey, refusalOf } from '../keys/api-key.js';
import { ApiKeyStore } from '../keys/api-key.store.js';
import { OrganisationStore } from '../organisations/organisation.store.js';
import { MemberStore } from '../people/member.store.js';
import { hashOf, unsign } from '../secret-text.js';
import { isDueToBeSeen, isOpen } from '../sessions/session.js';
import { SessionStore } from '../sessions/session.store.js';
import type { Actor } from './actor.js';
import { SESSION_KEY } from './session-key.js';

/** What a request brings to be recognised by. */
export interface Credentials {
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
  /** The header Assay-Workspace. */
  readonly workspace: string | undefined;
}

/** Finds out who is asking. What was revoked, changed or switched off a moment ago no longer counts. */
@Injectable()
export class Authenticator {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(SESSION_KEY) private readonly sessionKey: string,
    private readonly database: Database,
    private readonly sessions: SessionStore,
    private readonly keys: ApiKeyStore,
    private readonly members: MemberStore,
    private readonly organisations: OrganisationStore,
    private readonly clock: Clock,
  ) {}

  /** The actor, or `unauthenticated` with what to do. An API key wins over a cookie. */
  async authenticate({ cookie, authorization, workspace }: Credentials): Promise<Actor> {
    return this.database.acrossOrganisations(async (tx) => {
      const actor =
        authorization !== undefined ? await this.#byKey(tx, authorization) : await this.#bySession(tx, cookie);
      return { ...actor, workspaceId: await this.#workspaceOf(tx, actor.organisationId, workspace) };
    });
  }

  async #byKey(tx: Transaction, authorization: string): Promise<Actor> {
    const secret = /^Bearer ([\x21-\x7e]{1,300})$/i.exec(authorization)?.[1];
    const key = secret !== undefined && isApiKey(secret) ? await this.keys.findBySecret(tx, hashOf(secret)) : null;
    if (!key) throw unauthenticated('This API key is not known. Check that it was copied whole.');
    const now = this.clock.now();
    const refusal = refusalOf(key, now);
    if (refusal) throw unauthenticated(`This API key is ${refusal}. Make another one.`);
    if (isDueToBeSeen({ lastSeenAt: key.lastUsedAt ?? new Date(0) }, now)) await this.keys.see(tx, key.id, now);
    const { id, name, role, organisationId } = key;
    return { kind: 'api_key', id, name, role, organisationId, workspaceId: '', sessionId: null };
  }

  async #bySession(tx: Transaction, cookie: string | undefined): Promise<Actor> {
    const token = cookie === undefined ? null : unsign(cookie, this.sessionKey);
    const session = token === null ? null : await this.sessions.findByToken(tx, hashOf(token));
    const now = this.clock.now();
    if (!session) throw unauthenticated('Sign in, or send an API key as "Authorization: Bearer …".');
    if (!isOpen(session, now, this.config.SESSION_IDLE_MINUTES))
      throw unauthenticated('Your session has ended. Sign in again.');
    const member = await this.members.find(tx, session.organisationId, session.personId);
    if (!member?.isActive) throw unauthenticated('Your access was switched off. Ask an administrator.');
    if (isDueToBeSeen(session, now)) await this.sessions.see(tx, session.id, now);
    const { id, name, role } = member;
    const { organisationId } = session;
    return { kind: 'person', id, name, role, organisationId, workspaceId: '', sessionId: session.id };
  }

  async #workspaceOf(tx: Transaction, organisationId: string, wanted: string | undefined): Promise<string> {
    const workspaces = await this.organisations.listWorkspaces(tx, organisationId);
    const workspace = wanted === undefined ? workspaces[0] : workspaces.find(({ id }) => id === wanted);
    if (!workspace)
      throw new Failure('not_found', 'There is no such workspace. Check the header Assay-Workspace.', {
        what: 'workspace',
      });
    return workspace.id;
  }
}

const unauthenticated = (message: string): Failure => new Failure('unauthenticated', message);
