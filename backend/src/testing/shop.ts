import { join } from 'node:path';
import type {
  AssignmentSourceView,
  ConnectionView,
  EntityView,
  ExperimentView,
  FactSourceView,
  MetricView,
  RefreshInput,
  RunDetail,
  RunView,
} from '@assay/api-contract';
import { DuckDBInstance } from '@duckdb/node-api';
import { WarehousePool } from '../warehouses/index.js';
import type { TestBackend } from './backend.js';
import type { Answer, Browser } from './browser.js';

export interface ShopExperiment {
  readonly key: string;
  /** Absent: the key. */
  readonly name?: string;
  readonly metricIds: readonly string[];
  /** Names of properties; each is a column of the table `assignments`. */
  readonly splitBy?: readonly string[];
  readonly lookbackDays?: number;
  /** Range of assignments; absent: the first week of March 2026. Until null = it goes on. */
  readonly from?: string;
  readonly until?: string | null;
}

/** Statements against a DuckDB file, in order; rows of the last one. */
export async function inDuckDb(path: string, texts: readonly string[]): Promise<unknown[][]> {
  const file = await DuckDBInstance.create(path);
  const connection = await file.connect();
  let rows: unknown[][] = [];
  for (const text of texts) rows = (await connection.runAndReadAll(text)).getRows();
  connection.closeSync();
  file.closeSync();
  return rows;
}

/**
 * A workspace connected to a DuckDB file whose table `assignments` has subject, ts, experiment, variation and the
 * properties; metrics and experiments are made and refreshed through the API, as people do it.
 */
export class Shop {
  private constructor(
    private readonly backend: TestBackend,
    readonly owner: Browser,
    readonly connection: ConnectionView,
    private readonly path: string,
    private readonly entityId: string,
    private readonly sourceId: string,
  ) {}

  /** @param tables statements that make the tables; @param properties columns of `assignments`; @param signedIn null = a person whose session ends. */
  static async open(
    backend: TestBackend,
    tables: readonly string[],
    properties: readonly string[] = [],
    path = join(backend.config.DATA_DIR, 'shop.duckdb'),
    signedIn: Browser | null = null,
  ): Promise<Shop> {
    await inDuckDb(path, tables);
    const owner = signedIn ?? (await backend.signIn());
    const made = async <T>(answer: Promise<Answer<T>>): Promise<T> => {
      const { status, body, text } = await answer;
      if (status !== 201) throw new Error(`setting up the shop answered ${status}: ${text}`);
      return body;
    };
    const connection = await made(
      owner.post<ConnectionView>('/connections', { name: 'Shop', settings: { kind: 'duckdb', path } }),
    );
    const entity = await made(owner.post<EntityView>('/entities', { name: 'User' }));
    const source = await made(
      owner.post<AssignmentSourceView>('/assignment-sources', {
        name: 'Assignments',
        entityId: entity.id,
        sql: 'SELECT * FROM assignments',
        subjectColumn: 'subject',
        timestampColumn: 'ts',
        experimentKeyColumn: 'experiment',
        variationColumn: 'variation',
        properties: properties.map((column) => ({ name: column, column })),
      }),
    );
    return new Shop(backend, owner, connection, path, entity.id, source.id);
  }

  /** A source of facts, as the API answers: `fact` is its only fact. */
  factSource(name: string, sql: string, column: string | null): Promise<Answer<FactSourceView>> {
    return this.owner.post<FactSourceView>('/fact-sources', {
      name,
      sql,
      timestampColumn: 'ts',
      entities: [{ entityId: this.entityId, column: 'subject' }],
      facts: [{ name: `${name} fact`, column }],
    });
  }

  /** A metric on a source of its own; returns its id. */
  async metric(
    name: string,
    fact: { readonly sql: string; readonly column: string | null },
    numerator: Readonly<Record<string, unknown>> = { operation: 'sum' },
  ): Promise<string> {
    const source = await this.factSource(name, fact.sql, fact.column);
    const { body, text } = await this.owner.post<MetricView>('/metrics', {
      kind: 'simple',
      name,
      entityId: this.entityId,
      numerator: { factId: source.body.facts[0]?.id, ...numerator },
    });
    if (!body.id) throw new Error(`the metric was refused: ${source.text} ${text}`);
    return body.id;
  }

  /** An experiment on `assignments`; returns its id. */
  async experiment({
    key,
    name = key,
    metricIds,
    splitBy = [],
    lookbackDays = 0,
    from = '2026-03-01T00:00:00Z',
    until = '2026-03-08T00:00:00Z',
  }: ShopExperiment): Promise<string> {
    const { body, text } = await this.owner.post<ExperimentView>('/experiments', {
      name,
      design: {
        experimentKey: key,
        assignmentSourceId: this.sourceId,
        assignmentFrom: from,
        assignmentUntil: until,
        variations: [
          { key: 'control', name: 'Control', weight: 1, isControl: true },
          { key: 'treatment', name: 'Treatment', weight: 1, isControl: false },
        ],
        metrics: metricIds.map((metricId, at) => ({ metricId, role: at === 0 ? 'primary' : 'secondary' })),
        splitBy,
        lookbackDays,
      },
      plan: {},
    });
    if (!body.id) throw new Error(`the experiment was refused: ${text}`);
    return body.id;
  }

  /** Refreshes and waits for the end, however long it takes: the suite's own limit is the only one. */
  async refresh(experimentId: string, options: Partial<RefreshInput> = {}): Promise<RunDetail> {
    const { body, text } = await this.owner.post<RunView>(`/experiments/${experimentId}/refresh`, options);
    if (!body.id) throw new Error(`the refresh was refused: ${text}`);
    return this.ended(body.id);
  }

  async ended(runId: string): Promise<RunDetail> {
    for (;;) {
      const { body } = await this.owner.get<RunDetail>(`/runs/${runId}`);
      if (body.finishedAt !== null) return body;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Opens the file beside the service, which lets go of it for the while. */
  async inWarehouse(...texts: string[]): Promise<unknown[][]> {
    await this.backend.app.get(WarehousePool).release(this.connection.id);
    return inDuckDb(this.path, texts);
  }
}
