import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import type {
  DeliveryStateView,
  PageQuery,
  PinInput,
  PinView,
  PublicationChanges,
  PublicationView,
} from '@assay/api-contract';
import { Audit, Outbox } from '../audit/index.js';
import { Database, type Transaction } from '../database/index.js';
import { type Environment, EnvironmentsService } from '../flags/index.js';
import type { Actor } from '../identity/index.js';
import { Clock, decodeCursor, found, invalid, type Page, pageOf } from '../kernel/index.js';
import { type EdgeState, EdgeStore } from './edge/edge.store.js';
import type { Pin, Publication } from './publication.js';
import { PublicationStore } from './publication.store.js';
import { changedFlags } from './ruleset.js';
import { signerOf } from './signing/signature.js';

const unpack = promisify(gunzip);

/** What was published of an environment, and serving one of it again. */
@Injectable()
export class PublicationsService {
  constructor(
    private readonly database: Database,
    private readonly environments: EnvironmentsService,
    private readonly publications: PublicationStore,
    private readonly edge: EdgeStore,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor, environmentKey: string, { limit, cursor }: PageQuery): Promise<Page<PublicationView>> {
    const [before = null] = decodeCursor(cursor, ['number']) ?? [];
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { id } = await this.environments.getIn(tx, who, environmentKey);
      const rows = await this.publications.listOf(tx, id, before, limit + 1);
      return pageOf(rows.map(publicationViewOf), limit, ({ version }) => [version]);
    });
  }

  /** Which flags a publication changed. @param version as written in the address. */
  async changes(who: Actor, environmentKey: string, version: string): Promise<PublicationChanges> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { id } = await this.environments.getIn(tx, who, environmentKey);
      const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : 0;
      const chosen = found(await this.publications.find(tx, id, number), 'publication', version);
      const [earlier = null] = await this.publications.listOf(tx, id, number, 1);
      if (earlier?.content === chosen.content) return { since: earlier.version, isSameContent: true, flags: [] };
      const textOf = async (content: string): Promise<string> => {
        const stored = found(await this.publications.findRuleset(tx, id, content), 'ruleset', content);
        return (await unpack(stored.forms.server)).toString();
      };
      const before = earlier === null ? null : await textOf(earlier.content);
      const flags = changedFlags(before, await textOf(chosen.content));
      return { since: earlier?.version ?? null, isSameContent: false, flags };
    });
  }

  async state(who: Actor, environmentKey: string): Promise<DeliveryStateView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { id } = await this.environments.getIn(tx, who, environmentKey);
      const [newest] = await this.publications.listOf(tx, id, null, 1);
      const pin = await this.publications.findPin(tx, id);
      const edge = await this.edge.find(tx, id);
      return {
        published: newest ? publicationViewOf(newest) : null,
        pin: pin && pinViewOf(pin),
        refused: edge?.refused ?? null,
        edge: edge && edgeViewOf(edge),
      };
    });
  }

  /** Serves an earlier publication, byte for byte, whatever is changed, until it is let go. */
  async pin(who: Actor, environmentKey: string, { version, reason }: PinInput): Promise<PinView> {
    return this.#change(who, environmentKey, 'environment.pinned', async (tx, { id, organisationId, workspaceId }) => {
      const chosen = await this.publications.find(tx, id, version);
      if (chosen === null) {
        throw invalid('version', `There is no publication ${version} of "${environmentKey}". Choose one of its list.`);
      }
      const pin: Pin = {
        environmentId: id,
        organisationId,
        workspaceId,
        version,
        content: chosen.content,
        reason,
        pinnedBy: who.name,
        pinnedAt: this.clock.now(),
      };
      await this.publications.savePin(tx, pin);
      return pinViewOf(pin);
    });
  }

  /** From now on the environment serves its flags as they are. Letting go twice changes nothing. */
  async release(who: Actor, environmentKey: string): Promise<void> {
    await this.#change(who, environmentKey, 'environment.released', async (tx, { id }) => {
      await this.publications.removePin(tx, id);
      return null;
    });
  }

  async #change<T extends PinView | null>(
    who: Actor,
    environmentKey: string,
    action: string,
    change: (tx: Transaction, environment: Environment) => Promise<T>,
  ): Promise<T> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const environment = await this.environments.getIn(tx, who, environmentKey);
      const { id, name, organisationId } = environment;
      await this.environments.lock(tx, id);
      const before = await this.publications.findPin(tx, id);
      const after = await change(tx, environment);
      if (before === null && after === null) return after;
      await this.outbox.put(tx, { organisationId, topic: 'ruleset', ids: { environmentId: id } });
      const target = { kind: 'environment', id, name };
      await this.audit.append(tx, {
        actor: who,
        action,
        target,
        ...(before && { before: pinViewOf(before) }),
        ...(after && { after }),
      });
      return after;
    });
  }
}

const publicationViewOf = (row: Publication & { readonly flags: number }): PublicationView => ({
  version: row.version,
  content: row.content,
  flags: row.flags,
  publishedAt: row.publishedAt.toISOString(),
  kid: signerOf(row.headers.server) ?? '',
});

const pinViewOf = ({ version, content, reason, pinnedBy, pinnedAt }: Pin): PinView => ({
  version,
  content,
  reason,
  by: pinnedBy,
  at: pinnedAt.toISOString(),
});

const edgeViewOf = ({ version, confirmedAt, attempts, problem }: EdgeState): DeliveryStateView['edge'] => ({
  version,
  confirmedAt: confirmedAt?.toISOString() ?? null,
  attempts,
  problem,
});
