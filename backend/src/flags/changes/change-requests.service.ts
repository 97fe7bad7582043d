import type {
  ChangeRequestDecision,
  ChangeRequestInput,
  ChangeRequestSearch,
  ChangeRequestStatus,
  ChangeRequestView,
} from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import { type Actor, ApiKeysService } from '../../identity/index.js';
import { Clock, decodeCursor, expectVersion, Failure, found, newId, type Page, pageOf } from '../../kernel/index.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import type { Flag } from '../flag.js';
import { FlagStore } from '../flag.store.js';
import { type ChangeRequest, decide } from './change-request.js';
import { ChangeRequestStore } from './change-request.store.js';
import { touchedBy } from './flag-change.js';
import { FlagChanges, refuse } from './flag-changes.service.js';

/** Changes that wait for a second pair of eyes, from the proposal to the decision. */
@Injectable()
export class ChangeRequestsService {
  constructor(
    private readonly database: Database,
    private readonly requests: ChangeRequestStore,
    private readonly flags: FlagStore,
    private readonly environments: EnvironmentsService,
    private readonly changes: FlagChanges,
    private readonly apiKeys: ApiKeysService,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor, { limit, cursor, status, flag: key }: ChangeRequestSearch): Promise<Page<ChangeRequestView>> {
    const [after = null] = decodeCursor(cursor) ?? [];
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const flagId = key === undefined ? null : (await this.changes.get(tx, who, key)).id;
      const filter = { status: status ?? null, flagId, after: after as string | null, limit: limit + 1 };
      const rows = await this.requests.list(tx, who.workspaceId, filter);
      const flags = await this.#flagsOf(tx, who, rows);
      return pageOf(
        rows.map((row) => viewOf(row, flags.get(row.flagId)!)),
        limit,
        (row) => [row.id],
      );
    });
  }

  async view(who: Actor, id: string): Promise<ChangeRequestView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const request = found(await this.requests.find(tx, who.workspaceId, id), 'change request', id);
      return viewOf(request, (await this.#flagsOf(tx, who, [request])).get(request.flagId)!);
    });
  }

  /** Checks the change as if it were made now; what could not be made is not proposed. */
  async propose(
    who: Actor,
    { flag: key, flagVersion, change: asked, note }: ChangeRequestInput,
  ): Promise<ChangeRequestView> {
    const at = this.clock.now();
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const flag = await this.changes.lock(tx, who, key);
      expectVersion(flag.version, flagVersion);
      const change = await this.changes.complete(tx, who, flag, asked);
      const errors = await this.changes.check(tx, who, flag, change);
      refuse(errors.map(({ path, message }) => ({ path: `change.${path}`, message })));
      const environments = await this.changes.approvalsFor(tx, who, flag, change);
      if (environments.length === 0) {
        throw new Failure('conflict', 'Nothing in this change needs approval: make it at the flag itself.', {
          needs: 'nothing',
        });
      }
      const { id: flagId, organisationId, workspaceId } = flag;
      const request: ChangeRequest = {
        ...{ id: newId('chg', at), organisationId, workspaceId, flagId, status: 'pending', note },
        ...{ authorId: who.id, authorName: who.name, environments, before: touchedBy(flag, change), change },
        ...{ decidedBy: null, decidedAt: null, decisionNote: '', version: 1, createdAt: at, updatedAt: at },
      };
      if (!(await this.requests.add(tx, request))) {
        const message = `A change of "${key}" waits for approval already. Have it decided or withdrawn first.`;
        throw new Failure('conflict', message, { field: 'flag' });
      }
      return this.#record(tx, who, flag, null, request);
    });
  }

  /** Makes the change, if nobody has changed the same parts meanwhile. */
  async approve(who: Actor, id: string, { note }: ChangeRequestDecision): Promise<ChangeRequestView> {
    return this.#decide(who, id, 'approved', note, async (tx, request, flag) => {
      await this.#expectOtherThanAuthor(tx, who, request);
      if (isOutdated(request, flag)) {
        const message = 'The flag has changed since this was proposed. Withdraw the request and propose it anew.';
        throw new Failure('conflict', message, { cause: 'outdated' });
      }
      const how = {
        approvedBy: who.name,
        by: request.authorName,
        prefix: (environment: string) => `change.environments.${environment}.`,
      };
      await this.changes.apply(tx, who, flag, request.change, how);
    });
  }

  async reject(who: Actor, id: string, { note }: ChangeRequestDecision): Promise<ChangeRequestView> {
    return this.#decide(who, id, 'rejected', note);
  }

  async withdraw(who: Actor, id: string, { note }: ChangeRequestDecision): Promise<ChangeRequestView> {
    return this.#decide(who, id, 'withdrawn', note, async (_tx, { authorId, authorName }) => {
      if (authorId === who.id) return;
      throw new Failure('forbidden', `Only ${authorName}, who proposed it, can withdraw it. Reject it instead.`);
    });
  }

  async #decide(
    who: Actor,
    id: string,
    status: Exclude<ChangeRequestStatus, 'pending'>,
    note: string,
    act: (tx: Transaction, request: ChangeRequest, flag: Flag) => Promise<void> = async () => {},
  ): Promise<ChangeRequestView> {
    const at = this.clock.now();
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = found(await this.requests.find(tx, who.workspaceId, id, true), 'change request', id);
      const after = decide(before, status, { by: who.name, at, note });
      const flag = (await this.#flagsOf(tx, who, [before])).get(before.flagId)!;
      const locked = flag.archivedAt === null ? await this.changes.lock(tx, who, flag.key) : flag;
      await act(tx, before, locked);
      await this.requests.save(tx, after);
      return this.#record(tx, who, await this.changes.get(tx, who, flag.key), before, after);
    });
  }

  /** Two pairs of eyes belong to two people: neither a program nor the author behind one approves. */
  async #expectOtherThanAuthor(tx: Transaction, who: Actor, { authorId }: ChangeRequest): Promise<void> {
    if (who.kind !== 'person') {
      throw new Failure('forbidden', 'A change is approved by a person who is signed in, not by an API key.');
    }
    const behind = await this.apiKeys.findCreator(tx, who.organisationId, authorId);
    if (authorId === who.id || behind === who.id) {
      throw new Failure('forbidden', 'You proposed this change: somebody else has to approve it.');
    }
  }

  async #flagsOf(tx: Transaction, who: Actor, requests: readonly ChangeRequest[]): Promise<Map<string, Flag>> {
    const ids = requests.map((one) => one.flagId);
    const flags = await this.flags.listByIds(tx, ids, await this.environments.listIn(tx, who));
    return new Map(flags.map((flag) => [flag.id, flag]));
  }

  async #record(
    tx: Transaction,
    who: Actor,
    flag: Flag,
    before: ChangeRequest | null,
    after: ChangeRequest,
  ): Promise<ChangeRequestView> {
    const view = viewOf(after, flag);
    const action = `change_request.${before === null ? 'created' : after.status}`;
    const target = { kind: 'change_request', id: after.id, name: flag.key };
    await this.audit.append(tx, { actor: who, action, target, before: before && viewOf(before, flag), after: view });
    return view;
  }
}

/** Compares what the request replaces with what is there: edits of other parts do no harm. */
const isOutdated = ({ before, change }: ChangeRequest, flag: Flag): boolean =>
  flag.archivedAt !== null || canonical(touchedBy(flag, change)) !== canonical(before);

/** jsonb keeps no order of keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const viewOf = (request: ChangeRequest, flag: Flag): ChangeRequestView => ({
  id: request.id,
  flag: flag.key,
  status: request.status,
  note: request.note,
  author: { id: request.authorId, name: request.authorName },
  environments: [...request.environments],
  before: request.before,
  change: request.change,
  isOutdated: request.status === 'pending' && isOutdated(request, flag),
  decidedBy: request.decidedBy,
  decidedAt: request.decidedAt?.toISOString() ?? null,
  decisionNote: request.decisionNote,
  version: request.version,
  createdAt: request.createdAt.toISOString(),
  updatedAt: request.updatedAt.toISOString(),
});
