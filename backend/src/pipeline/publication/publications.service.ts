import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../database/index.js';
import { Clock, newId } from '../../kernel/index.js';
import {
  dropKeptTables,
  keptName,
  type KeptTable,
  KeptTableStore,
  scratchTableOf,
  type Warehouse,
} from '../../warehouses/index.js';
import type { AnalysisSubject } from '../planning/analysis-lookup.js';
import type { PublicationTables } from '../planning/plan-draft.js';
import type { Run } from '../runs/run.js';
import { definitionOf, publishedContents, type PublishedContents } from './publication.js';

/** Longer than experiments are left alone: without the table nothing tells how few subjects changed. */
const daysUnused = 400;

/** How a run compares with what was published last. */
export interface Comparison {
  readonly tables: PublicationTables;
  /** The as-of of the results that stand when too little changed; null = none were published. */
  readonly standing: Date | null;
  /** What to note when its results are published. */
  readonly contents: PublishedContents;
}

/**
 * Keeps, per experiment, a digest of each subject's rows as of the results that were published last. A table is
 * entered in the manifest before a run makes it, and counts from the transaction that publishes the run.
 */
@Injectable()
export class Publications {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly tables: KeptTableStore,
  ) {}

  /** The tables of a run; null = its results are not compared with earlier ones. A second attempt gets the same. */
  async prepare(run: Run, subject: AnalysisSubject): Promise<Comparison | null> {
    const { comparing, request } = subject;
    const { experimentId } = run;
    if (comparing === null || experimentId === null) return null;
    const definition = definitionOf(request, comparing, subject.hasTimes);
    const candidate = this.#candidate(run, experimentId, request.connection);
    return this.database.inOrganisation(run.organisationId, async (tx) => {
      const now = (await this.tables.find(tx, candidate)) ?? (await this.tables.add(tx, candidate));
      const before = await this.tables.findMade(tx, candidate);
      const made = before && publishedContents.parse(before.contents);
      const isSame = before !== null && made?.definition === definition;
      if (isSame) await this.tables.noteUse(tx, before.id, this.clock.now());
      return {
        tables: { now: scratchTableOf(now), before: isSame ? scratchTableOf(before) : null },
        standing: isSame && made ? new Date(made.asOf) : null,
        contents: { definition, asOf: (run.asOf ?? this.clock.now()).toISOString() },
      };
    });
  }

  /** In the transaction that publishes a run: what it read is what the next one is compared with. */
  async publish(tx: Transaction, run: Run, contents: PublishedContents): Promise<void> {
    const key = {
      connectionId: run.connectionId ?? '',
      purpose: 'published' as const,
      ownerId: run.experimentId ?? '',
    };
    const made = await this.tables.find(tx, { ...key, definition: run.id });
    if (made === null) return; // the connection stopped comparing, or was removed, meanwhile
    await this.tables.saveContents(tx, made.id, contents);
    await this.tables.retireOthers(tx, key, run.id, this.clock.now());
  }

  /** In the transaction that ends a run without new results: what it read is compared with nothing. */
  async discard(tx: Transaction, run: Run): Promise<void> {
    const { connectionId, experimentId } = run;
    if (connectionId === null || experimentId === null) return;
    const key = { connectionId, purpose: 'published' as const, ownerId: experimentId, definition: run.id };
    const made = await this.tables.find(tx, key);
    if (made) await this.tables.retire(tx, made.id, this.clock.now());
  }

  /** In the transaction that ends a run whose comparison failed because the table is gone: the next is not compared. */
  async forget(tx: Transaction, { connectionId, experimentId }: Run): Promise<void> {
    const key = { connectionId: connectionId ?? '', purpose: 'published' as const, ownerId: experimentId ?? '' };
    await this.tables.retireOthers(tx, key, null, this.clock.now());
  }

  /** Drop what is not needed any more: no other run reads tables of this experiment. What fails is cleaned up later. */
  async dropRetired(run: Run, warehouse: Warehouse, kind: Parameters<typeof dropKeptTables>[1]): Promise<void> {
    const { organisationId, connectionId, experimentId } = run;
    if (connectionId === null) return;
    const inOrganisation = <T>(use: (tx: Transaction) => Promise<T>): Promise<T> =>
      this.database.inOrganisation(organisationId, use);
    const due = (await inOrganisation((tx) => this.tables.list(tx, connectionId))).filter(
      ({ purpose, ownerId, retiredAt }) => purpose === 'published' && ownerId === experimentId && retiredAt !== null,
    );
    for (const { id } of await dropKeptTables(warehouse, kind, due)) {
      await inOrganisation((tx) => this.tables.remove(tx, id));
    }
  }

  #candidate(run: Run, ownerId: string, place: AnalysisSubject['request']['connection']): KeptTable {
    const at = this.clock.now();
    const id = newId('kep', at);
    return {
      ...{
        id,
        organisationId: run.organisationId,
        connectionId: place.id,
        scratchSchema: place.scratchSchema.join('.'),
      },
      ...{ name: keptName('published', id), purpose: 'published', ownerId, definition: run.id, contents: null },
      ...{ daysUnused, createdAt: at, lastUsedAt: at, retiredAt: null },
    };
  }
}
