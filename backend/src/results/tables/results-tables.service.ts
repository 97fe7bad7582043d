import type { ResultsTablesInput, ResultsTablesView } from '@assay/api-contract';
import { dialects, tablePath, render } from '@assay/warehouse-sql';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { expectVersion } from '../../kernel/index.js';
import { type Connection, ConnectionLookup } from '../../warehouses/index.js';
import { ResultsTablesEntity } from './results-tables.entity.js';
import { resultsTableOf } from './write-results.js';

/** The switch of a workspace, and how the last writing went. */
@Injectable()
export class ResultsTablesService {
  constructor(
    private readonly database: Database,
    private readonly connections: ConnectionLookup,
    private readonly audit: Audit,
  ) {}

  async get(who: Actor): Promise<ResultsTablesView> {
    return this.database.inOrganisation(who.organisationId, async (tx) =>
      viewOf(await this.#find(tx, who), await this.connections.findOfWorkspace(tx, who.workspaceId)),
    );
  }

  async set(who: Actor, { isOn }: ResultsTablesInput, expected: number | null): Promise<ResultsTablesView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = await this.#find(tx, who);
      expectVersion(before.version, expected);
      const after = { ...before, isOn, problem: null, version: before.version + 1 };
      await tx.upsert(ResultsTablesEntity, after, ['workspaceId']);
      await this.audit.append(tx, {
        actor: who,
        action: 'workspace.results_tables_changed',
        target: { kind: 'workspace', id: who.workspaceId, name: 'Results tables' },
        before: { isOn: before.isOn },
        after: { isOn },
      });
      return viewOf(after, await this.connections.findOfWorkspace(tx, who.workspaceId));
    });
  }

  async isOn(tx: Transaction, workspaceId: string): Promise<boolean> {
    return tx.existsBy(ResultsTablesEntity, { workspaceId, isOn: true });
  }

  /** How a writing went; its time where it went well. */
  async note(tx: Transaction, workspaceId: string, writtenAt: Date, problem: string | null): Promise<void> {
    await tx.update(ResultsTablesEntity, { workspaceId }, problem === null ? { writtenAt, problem } : { problem });
  }

  async #find(tx: Transaction, { workspaceId, organisationId }: Actor): Promise<ResultsTablesEntity> {
    const none = { workspaceId, organisationId, isOn: false, writtenAt: null, problem: null, version: 0 };
    return (await tx.findOneBy(ResultsTablesEntity, { workspaceId })) ?? none;
  }
}

const viewOf = (row: ResultsTablesEntity, connection: Connection | null): ResultsTablesView => ({
  isOn: row.isOn,
  tables:
    connection === null
      ? []
      : (['estimates', 'verdicts'] as const).map((of) =>
          render(tablePath(resultsTableOf(of, connection.scratchSchema)), dialects[connection.settings.kind]),
        ),
  writtenAt: row.writtenAt?.toISOString() ?? null,
  problem: row.problem,
  version: row.version,
});
