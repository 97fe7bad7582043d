import {
  keepsRowsByDefault,
  type ConnectionInput,
  type ConnectionTest,
  type ConnectionView,
  type PageQuery,
  type Preview,
  type PreviewInput,
  type WarehouseSchema,
} from '@assay/api-contract';
import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '../../audit/index.js';
import { CONFIG, type Config } from '../../config/index.js';
import { Database, type Transaction } from '../../database/index.js';
import { type Actor, OrganisationsService } from '../../identity/index.js';
import {
  Clock,
  decodeCursor,
  expectVersion,
  Failure,
  found,
  invalid,
  newId,
  type Page,
  pageOf,
} from '../../kernel/index.js';
import { SecretStore } from '../../secrets/index.js';
import { askingWarehouse } from '../as-failure.js';
import { KeptTableStore } from '../kept/kept-table.store.js';
import { hasSecret, refusalOfSettings } from '../registry.js';
import { type Target, WarehouseWorker } from '../worker/channel.js';
import { type Connection, connectionViewOf, edited, secretAfterEdit } from './connection.js';
import { ConnectionStore } from './connection.store.js';
import { secretNameOf } from './secret-name.js';

/** Connecting a workspace to its warehouse, and asking it while a person waits. */
@Injectable()
export class ConnectionsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly connections: ConnectionStore,
    private readonly secrets: SecretStore,
    private readonly worker: WarehouseWorker,
    private readonly organisations: OrganisationsService,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly kept: KeptTableStore,
  ) {}

  async list(who: Actor, { limit, cursor }: PageQuery): Promise<Page<ConnectionView>> {
    const [after = null] = decodeCursor(cursor) ?? [];
    const rows = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.connections.list(tx, who.workspaceId, limit + 1, after),
    );
    return pageOf(rows.map(connectionViewOf), limit, (row) => [row.id]);
  }

  async view(who: Actor, id: string): Promise<ConnectionView> {
    return connectionViewOf(await this.#get(who, id));
  }

  async create(who: Actor, input: ConnectionInput): Promise<ConnectionView> {
    const at = this.clock.now();
    const id = newId('con', at);
    const { name, settings, scratchSchema, keepsRows = keepsRowsByDefault(settings.kind) } = input;
    this.#expectTaken(input);
    const isSecretKept = hasSecret[settings.kind] && input.secret !== undefined;
    const secretVersion = isSecretKept ? await this.#keep(id, input) : null;
    const { organisationId, workspaceId } = who;
    const connection: Connection = {
      ...{ id, organisationId, workspaceId, name, settings, scratchSchema, keepsRows, secretVersion },
      comparesRefreshes: input.comparesRefreshes ?? true,
      ledger: input.ledger ?? false,
      lastTest: null,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
    try {
      await this.database.inOrganisation(organisationId, async (tx) => {
        if (!(await this.connections.add(tx, connection))) {
          const message =
            'This workspace has a warehouse already. Edit it, or make another workspace for another warehouse.';
          throw new Failure('conflict', message, { field: 'workspace' });
        }
        await this.#note(tx, who, 'connection.created', null, connection);
      });
    } catch (thrown) {
      if (secretVersion !== null) await this.secrets.destroy(secretNameOf(id));
      throw thrown;
    }
    return connectionViewOf(connection);
  }

  async edit(who: Actor, id: string, input: ConnectionInput, expected: number | null): Promise<ConnectionView> {
    const before = await this.#get(who, id);
    expectVersion(before.version, expected);
    this.#expectTaken(input);
    const fate = secretAfterEdit(before, input);
    const secretVersion =
      fate === 'replace' ? await this.#keep(id, input) : fate === 'keep' ? before.secretVersion : null;
    const after = edited(before, input, secretVersion, this.clock.now());
    try {
      await this.database.inOrganisation(who.organisationId, async (tx) => {
        if (!(await this.connections.save(tx, after))) expectVersion(before.version + 1, before.version);
        if (!after.keepsRows) await this.kept.retireAll(tx, id, 'source', after.updatedAt);
        if (!after.comparesRefreshes) await this.kept.retireAll(tx, id, 'published', after.updatedAt);
        await this.#note(tx, who, 'connection.updated', before, after);
      });
    } catch (thrown) {
      if (fate === 'replace' && secretVersion !== null) await this.secrets.destroy(secretNameOf(id), secretVersion);
      throw thrown;
    }
    if (before.secretVersion !== null && before.secretVersion !== secretVersion) {
      await this.secrets.destroy(secretNameOf(id), before.secretVersion);
    }
    await this.#release(after);
    return connectionViewOf(after);
  }

  /**
   * Disconnect: running statements are cancelled, tables kept in the warehouse are dropped as far as it answers (those
   * that remain are on record), and the secret is destroyed.
   */
  async remove(who: Actor, id: string, expected: number | null): Promise<void> {
    const before = await this.#get(who, id);
    expectVersion(before.version, expected);
    const remaining = await this.#dropKept(before);
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.connections.remove(tx, id);
      await this.audit.append(tx, {
        actor: who,
        action: 'connection.deleted',
        target: auditTargetOf(before),
        before: { ...connectionViewOf(before), remainingTables: remaining },
        after: null,
      });
    });
    // Both, whatever becomes of the other: a statement may not run on because a secret store is away.
    const [destroyed] = await Promise.allSettled([this.secrets.destroy(secretNameOf(id)), this.#release(before)]);
    if (destroyed.status === 'rejected') throw destroyed.reason;
  }

  async test(who: Actor, id: string): Promise<ConnectionTest> {
    const connection = await this.#get(who, id);
    const result = await askingWarehouse(() => this.worker.test(targetOf(connection)));
    const noted = { at: this.clock.now().toISOString(), passed: result.passed };
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.connections.noteTest(tx, id, noted);
      await this.#note(tx, who, 'connection.tested', connection, { ...connection, lastTest: noted });
    });
    return result;
  }

  async describe(who: Actor, id: string): Promise<WarehouseSchema> {
    const connection = await this.#get(who, id);
    return askingWarehouse(() => this.worker.describe(targetOf(connection)));
  }

  /** The rows go to the person who asked and are kept nowhere; that they were asked for is on record. */
  async preview(who: Actor, id: string, { sql, limit, typesOnly }: PreviewInput): Promise<Preview> {
    const connection = await this.#get(who, id);
    const { previewRows } = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.organisations.getCustody(tx, who.organisationId),
    );
    const rows = typesOnly || !previewRows ? 0 : limit;
    const result = await askingWarehouse(() => this.worker.preview(targetOf(connection), sql, rows), 'sql');
    await this.database.inOrganisation(who.organisationId, (tx) =>
      this.audit.append(tx, {
        actor: who,
        action: 'connection.previewed',
        target: auditTargetOf(connection),
        after: { sql, rows, left: egressOf(result) },
      }),
    );
    return { ...result, isWithheld: !typesOnly && !previewRows };
  }

  #expectTaken({ settings }: ConnectionInput): void {
    const refusal = refusalOfSettings(settings, { redshiftNeedsRole: this.config.REDSHIFT_NEEDS_ROLE });
    if (refusal !== null) throw invalid(refusal.field, refusal.message);
  }

  async #get(who: Actor, id: string): Promise<Connection> {
    return this.database.inOrganisation(who.organisationId, async (tx) =>
      found(await this.connections.find(tx, who.workspaceId, id), 'connection', id),
    );
  }

  async #keep(id: string, { secret }: ConnectionInput): Promise<string> {
    if (secret === undefined) throw invalid('secret', 'Enter the secret.');
    return this.secrets.put(secretNameOf(id), secret);
  }

  /** Names of the tables that could not be dropped. */
  async #dropKept(connection: Connection): Promise<readonly string[]> {
    const { organisationId, id } = connection;
    const tables = await this.database.inOrganisation(organisationId, (tx) => this.kept.list(tx, id));
    const all = tables.map(({ scratchSchema, name }) => `${scratchSchema}.${name}`);
    return tables.length === 0 ? [] : this.worker.dropKept(targetOf(connection)).catch(() => all);
  }

  /** A worker that does not answer holds nothing open that the next one would not refuse: its version is old. */
  async #release(connection: Connection): Promise<void> {
    await this.worker.release(targetOf(connection)).catch(() => undefined);
  }

  async #note(
    tx: Transaction,
    who: Actor,
    action: string,
    before: Connection | null,
    after: Connection | null,
  ): Promise<void> {
    const named = after ?? before;
    if (named === null) return;
    const [from, to] = [before, after].map((one) => one && connectionViewOf(one));
    await this.audit.append(tx, { actor: who, action, target: auditTargetOf(named), before: from, after: to });
  }
}

/** What of a preview left the warehouse, without a value of it. */
const egressOf = ({ columns, rows }: Preview): object => ({
  columns,
  rows: rows.length,
  bytes: rows.flat().reduce<number>((sum, cell) => sum + (cell === null ? 0 : Buffer.byteLength(String(cell))), 0),
});

const targetOf = ({ organisationId, id }: Connection): Target => ({ organisationId, connectionId: id });
const auditTargetOf = ({ id, name }: Connection): { kind: string; id: string; name: string } => ({
  kind: 'connection',
  id,
  name,
});
