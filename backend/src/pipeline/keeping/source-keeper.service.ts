import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../database/index.js';
import { Clock, Failure, newId } from '../../kernel/index.js';
import { KeptTableStore, type Warehouse } from '../../warehouses/index.js';
import { CostGate } from '../costs/cost-gate.service.js';
import { AnalysisLookup, type AnalysisSubject } from '../planning/analysis-lookup.js';
import type { Step } from '../planning/plan.js';
import type { Run } from '../runs/run.js';
import { waiting } from '../runs/run-statement.js';
import { RunStatementStore } from '../runs/run-statement.store.js';
import { RunStore } from '../runs/run.store.js';
import { StoredJournal } from '../runs/stored-journal.js';
import { keepSources, type KeptReadings } from './keep-sources.js';
import type { Upkeep, UpkeepStep } from './keep-source.js';
import { UpkeepCancelled, upkeepPrefix, upkeepRunner, upkeepStep } from './run-upkeep.js';
import { sourcesToKeep, together, type SourceToKeep } from './source-to-keep.js';
import { StoredShelf } from './stored-shelf.js';

interface Keeping {
  readonly run: Run;
  readonly subject: AnalysisSubject;
  readonly warehouse: Warehouse;
  /** Aborted when the worker stops. */
  readonly signal: AbortSignal;
}

/** Brings the kept rows of a run's sources up to date, for it and for all that wait to be run with it. */
@Injectable()
export class SourceKeeper {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lookup: AnalysisLookup,
    private readonly runs: RunStore,
    private readonly statements: RunStatementStore,
    private readonly tables: KeptTableStore,
    private readonly costs: CostGate,
  ) {}

  /** Rejects with `UpkeepCancelled` when the run was cancelled meanwhile. */
  async keep(keeping: Keeping): Promise<KeptReadings> {
    const { run, subject } = keeping;
    const now = this.clock.now();
    const inOrganisation = <T>(use: (tx: Transaction) => Promise<T>): Promise<T> =>
      this.database.inOrganisation(run.organisationId, use);
    if (!subject.keeping) return { readings: [], until: now.toISOString() };
    await this.#stopInterrupted(keeping);
    const sources = await inOrganisation((tx) => this.#sources(tx, run, subject, now));
    return keepSources(this.#upkeep(keeping, now), sources);
  }

  /** What this run needs, widened by what the runs need that wait: each source is read once for all of them. */
  async #sources(tx: Transaction, run: Run, subject: AnalysisSubject, now: Date): Promise<readonly SourceToKeep[]> {
    const needs = async (of: AnalysisSubject): Promise<readonly SourceToKeep[]> =>
      of.keeping ? sourcesToKeep(of.request, of.keeping, now.toISOString()) : [];
    const own = await needs(subject);
    const others: SourceToKeep[] = [];
    for (const other of await this.runs.listWaiting(tx, run)) {
      try {
        others.push(...(await needs(await this.lookup.get(tx, other, now))));
      } catch (problem) {
        if (!(problem instanceof Failure)) throw problem; // it will fail by itself, with its own words
      }
    }
    return own.map((source) => ({
      ...source,
      need: others
        .filter(({ definition }) => definition === source.definition)
        .reduce((need, other) => together(need, other.need), source.need),
    }));
  }

  #upkeep({ run, subject, warehouse, signal }: Keeping, now: Date): Upkeep {
    const { connection } = subject.request;
    const expectGoing = async (): Promise<void> => {
      if (await journal.isCancelled()) throw new UpkeepCancelled();
    };
    const { database, clock, tables, runs } = this;
    const place = { run, connectionId: connection.id, scratchSchema: connection.scratchSchema.join('.') };
    const shelf = new StoredShelf(place, { database, clock, tables, runs, expectGoing });
    const journal = this.#journal(run, signal, shelf);
    const options = {
      tag: {
        organisationId: run.organisationId,
        purpose: 'run' as const,
        runId: run.id,
        experimentId: run.experimentId,
      },
      variations: [],
      gate: this.costs.of(run, subject.request, warehouse, (step) => this.#reading.has(step)),
      concurrency: 1,
    };
    return {
      ...{ connection, shelf, now: now.toISOString(), requestedAt: run.requestedAt.toISOString() },
      isFull: run.readsAnew,
      run: upkeepRunner(warehouse, options, async (source, asked) => {
        const step = await this.#begin(run, source, asked);
        if (asked.readsSource) this.#reading.add(step);
        return { step, journal };
      }),
    };
  }

  /** Steps that read a customer's rows. */
  readonly #reading = new WeakSet<Step>();

  /** Enter a statement into the log of the run, ahead of those of its plan. */
  async #begin(run: Run, source: SourceToKeep, asked: UpkeepStep): Promise<Step> {
    return this.database.inOrganisation(run.organisationId, async (tx) => {
      const known = (await this.statements.list(tx, run.id)).filter(({ step }) => step.startsWith(upkeepPrefix));
      const step = upkeepStep(`${upkeepPrefix}${known.length}`, asked);
      const { id, name, partitionColumn } = source;
      const sources = asked.readsSource ? [{ id, name, isPartitioned: partitionColumn !== null }] : [];
      // Before the plan's first statement, which has position 0.
      const position = known.length - firstPosition;
      await this.statements.add(tx, run.organisationId, [
        waiting(newId('stm', this.clock.now()), run.id, position, step, sources),
      ]);
      return step;
    });
  }

  #journal(run: Run, signal: AbortSignal, shelf: StoredShelf): StoredJournal {
    const inOrganisation = <T>(use: (tx: Transaction) => Promise<T>): Promise<T> =>
      this.database.inOrganisation(run.organisationId, use);
    const writes = {
      now: () => this.clock.now(),
      change: (step: string, change: object) =>
        inOrganisation((tx) => this.statements.change(tx, run.id, step, change)),
      isCancelRequested: async () => {
        await shelf.renew();
        return inOrganisation((tx) => this.runs.isCancelRequested(tx, run.id));
      },
    };
    return new StoredJournal(writes, new Map(), signal);
  }

  /** What an attempt that died left running writes rows that never count: it is only stopped, and its end noted. */
  async #stopInterrupted({ run, warehouse }: Keeping): Promise<void> {
    const known = await this.database.inOrganisation(run.organisationId, (tx) => this.statements.list(tx, run.id));
    for (const { step, status, jobRef } of known) {
      if (!step.startsWith(upkeepPrefix) || (status !== 'running' && status !== 'waiting')) continue;
      if (jobRef !== null) await warehouse.cancel(jobRef);
      const change = { status: 'cancelled' as const, cause: 'cancelled' as const, finishedAt: this.clock.now() };
      await this.database.inOrganisation(run.organisationId, (tx) =>
        this.statements.change(tx, run.id, step, { ...change, error: 'The worker stopped; it was begun again.' }),
      );
    }
  }
}

const firstPosition = 1_000_000;
