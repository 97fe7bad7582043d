import type { ConnectionTest, Preview, WarehouseSchema } from '@assay/api-contract';
import { dialects, preview, type Statement } from '@assay/warehouse-sql';
import { Injectable } from '@nestjs/common';
import { Clock, Failure, found } from '../../kernel/index.js';
import { Database } from '../../database/index.js';
import { skippedStep, takenStep } from '../adapters/probe-steps.js';
import type { Connection } from '../connections/connection.js';
import { ConnectionStore } from '../connections/connection.store.js';
import { dropKeptTables } from '../kept/drop-tables.js';
import { KeptTableStore } from '../kept/kept-table.store.js';
import type { KeptTable } from '../kept/kept-table.js';
import { type Cell, type RowPage, testSteps, type TestStep, type Warehouse } from '../port.js';
import { hasSecret } from '../registry.js';
import { fillTemplate, judgeCustomerSql } from '../guard/sql-guard.js';
import { previewValues } from '../guard/sql-guard.rules.js';
import { WarehouseFailure } from '../warehouse-failure.js';
import { type SelectShape, type Target, WarehouseWorker } from './channel.js';
import { WarehousePool } from './warehouse-pool.service.js';

/** Someone waits for the answer: a preview that takes longer is stopped. */
const longestWaitMs = 60_000;

/** The worker's side of the channel; in a process with both roles it is called directly. */
@Injectable()
export class LocalWarehouseWorker extends WarehouseWorker {
  constructor(
    private readonly pool: WarehousePool,
    private readonly database: Database,
    private readonly connections: ConnectionStore,
    private readonly clock: Clock,
    private readonly kept: KeptTableStore,
  ) {
    super();
  }

  async test(target: Target): Promise<ConnectionTest> {
    const connection = await this.#connection(target);
    const steps: TestStep[] = [];
    steps.push(
      await takenStep('secret', async () => {
        if (!hasSecret[connection.settings.kind]) return 'This kind of warehouse needs none.';
        return (await this.pool.secretOf(connection)) === null
          ? 'There is none: the server must trust this host.'
          : null;
      }),
    );
    if (steps[0]?.status === 'passed') steps.push(...(await this.#probe(target)));
    for (const name of testSteps) if (!steps.some((step) => step.name === name)) steps.push(skippedStep(name));
    return {
      passed: steps.every((step) => step.status === 'passed'),
      steps: steps.map(({ cause: _, ...step }) => step),
      excessRights: await this.#excessRights(target, steps),
    };
  }

  async describe(target: Target): Promise<WarehouseSchema> {
    const { warehouse } = await this.pool.open(target.organisationId, target.connectionId);
    const tables = await warehouse.describe();
    return {
      tables: tables.map(({ schema, name, columns }) => ({
        schema,
        name,
        columns: columns.map((column) => ({ name: column.name, type: column.nativeType })),
      })),
    };
  }

  async preview(target: Target, sql: string, limit: number): Promise<Preview> {
    const started = performance.now();
    const { page } = await this.#select(target, sql, limit);
    return {
      columns: page.columns.map(({ name, nativeType }) => ({ name, type: nativeType })),
      rows: page.rows.map((row) => row.map(plain)),
      isWithheld: false,
      milliseconds: Math.round(performance.now() - started),
    };
  }

  async shapeOf(target: Target, sql: string): Promise<SelectShape> {
    const { page, accepted } = await this.#select(target, sql, 0);
    return { columns: page.columns, sql: accepted };
  }

  async dropKept(target: Target): Promise<readonly string[]> {
    const { organisationId, connectionId } = target;
    const tables = await this.database.inOrganisation(organisationId, (tx) => this.kept.list(tx, connectionId));
    if (tables.length === 0) return [];
    await this.pool.release(connectionId); // what still reads or fills them would make dropping them wait
    const gone = await this.#dropAll(target, tables);
    return tables.filter((table) => !gone.includes(table)).map(({ scratchSchema, name }) => `${scratchSchema}.${name}`);
  }

  async release({ connectionId }: Target): Promise<void> {
    await this.pool.release(connectionId);
  }

  /** None where the warehouse is away: it is disconnected all the same. */
  async #dropAll(
    { organisationId, connectionId }: Target,
    tables: readonly KeptTable[],
  ): Promise<readonly KeptTable[]> {
    try {
      const { kind, warehouse } = await this.pool.open(organisationId, connectionId);
      return await dropKeptTables(warehouse, kind, tables);
    } catch (problem) {
      if (problem instanceof WarehouseFailure) return [];
      throw problem;
    }
  }

  async #select(
    { organisationId, connectionId }: Target,
    sql: string,
    limit: number,
  ): Promise<{ page: RowPage; accepted: string }> {
    const { settings } = await this.#connection({ organisationId, connectionId });
    const verdict = await judgeCustomerSql(sql, settings.kind);
    if (verdict.outcome === 'refused') {
      const { message, line, column } = verdict;
      const facts = { field: 'sql', ...(line === null ? {} : { line }), ...(column === null ? {} : { column }) };
      throw new Failure('invalid_input', message, facts, { errors: [{ path: 'sql', message }] });
    }
    const { kind, warehouse } = await this.pool.open(organisationId, connectionId);
    const select = fillTemplate(verdict.sql, kind, previewValues(this.clock.now()));
    const page = await answer(warehouse, preview(dialects[kind], select, limit), organisationId);
    return { page, accepted: verdict.sql };
  }

  async #probe(target: Target): Promise<TestStep[]> {
    const steps: TestStep[] = [];
    let warehouse: Warehouse | null = null;
    const opened = await takenStep('connect', async () => {
      ({ warehouse } = await this.pool.open(target.organisationId, target.connectionId));
      return null;
    });
    if (warehouse === null) return [opened];
    for await (const step of (warehouse as Warehouse).test()) steps.push(step);
    return steps;
  }

  /** Only of a warehouse that answers; a role that may not ask its own catalogue has told nothing. */
  async #excessRights(target: Target, steps: readonly TestStep[]): Promise<ConnectionTest['excessRights']> {
    if (!steps.some(({ name, status }) => name === 'select' && status === 'passed')) return null;
    try {
      const { warehouse } = await this.pool.open(target.organisationId, target.connectionId);
      return (await warehouse.rights?.())?.map((one) => ({ ...one })) ?? null;
    } catch {
      return null;
    }
  }

  async #connection({ organisationId, connectionId }: Target): Promise<Connection> {
    return this.database.inOrganisation(organisationId, async (tx) =>
      found(await this.connections.findAnywhere(tx, connectionId), 'connection', connectionId),
    );
  }
}

/** The first page of a statement that a person waits for; cancelled in the warehouse when it takes too long. */
async function answer(warehouse: Warehouse, statement: Statement, organisationId: string): Promise<RowPage> {
  const ref = await warehouse.submit(statement, { organisationId, purpose: 'preview' });
  const state = await warehouse.poll(ref, longestWaitMs);
  switch (state.state) {
    case 'done':
      return warehouse.rows(ref);
    case 'failed':
      throw state.failure;
    case 'running':
      await warehouse.cancel(ref);
      throw new WarehouseFailure(
        'timeout',
        `The preview took longer than ${longestWaitMs / 1000} seconds and was stopped. Filter the rows further.`,
        { cause: 'timeout' },
      );
    case 'cancelled':
    case 'lost':
      throw new WarehouseFailure('cancelled', 'The preview was cancelled. Run it again.', { cause: 'cancelled' });
    default:
      return state satisfies never;
  }
}

/** Whole numbers beyond what JSON carries exactly are shown as text. */
const plain = (cell: Cell): string | number | boolean | null => {
  if (typeof cell === 'bigint') return Number.isSafeInteger(Number(cell)) ? Number(cell) : cell.toString();
  return typeof cell === 'number' && !Number.isFinite(cell) ? String(cell) : cell;
};
