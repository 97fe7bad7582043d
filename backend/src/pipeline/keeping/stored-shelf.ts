import { setTimeout } from 'node:timers/promises';
import type { Database, Transaction } from '../../database/index.js';
import { newId, type Clock } from '../../kernel/index.js';
import { keptName, type KeptTable, type KeptTableStore, scratchTableOf } from '../../warehouses/index.js';
import type { RunStore } from '../runs/run.store.js';
import type { Run } from '../runs/run.js';
import { keptContents, type KeptContents } from './kept-contents.js';
import type { HeldTable, Shelf } from './shelf.js';

/** Without a sign of life for so long, whoever fills a table is taken for dead. */
const holdMs = 120_000;
const renewMs = 20_000;
const waitMs = 250;
/** A table that nobody has read for so many days is dropped. */
const daysUnused = 30;

export interface ShelfPlace {
  readonly run: Run;
  readonly connectionId: string;
  readonly scratchSchema: string;
}

interface Collaborators {
  readonly database: Database;
  readonly clock: Clock;
  readonly tables: KeptTableStore;
  readonly runs: RunStore;
  /** Rejects when the run was cancelled or its worker stops. */
  readonly expectGoing: () => Promise<void>;
}

/** The manifest in the database, for one run. */
export class StoredShelf implements Shelf {
  #held: string | null = null;
  #renewedAt = 0;

  constructor(
    private readonly place: ShelfPlace,
    private readonly use: Collaborators,
  ) {}

  async take(ownerId: string, definition: string): Promise<HeldTable> {
    for (;;) {
      const held = await this.#inOrganisation((tx) => this.#tryToTake(tx, ownerId, definition));
      if (held) return held;
      await this.use.expectGoing();
      await setTimeout(waitMs);
    }
  }

  async replace(held: HeldTable, ownerId: string, definition: string): Promise<HeldTable> {
    const taken = await this.#inOrganisation(async (tx) => {
      await this.use.tables.letGo(tx, held.id, this.place.run.id);
      await this.use.tables.retire(tx, held.id, this.use.clock.now());
      return this.#tryToTake(tx, ownerId, definition);
    });
    // Whoever was faster has begun to make it: what they make is as new.
    return taken ?? this.take(ownerId, definition);
  }

  async save({ id }: HeldTable, contents: KeptContents): Promise<void> {
    await this.#inOrganisation((tx) => this.use.tables.saveContents(tx, id, contents));
  }

  async letGo({ id }: HeldTable): Promise<void> {
    this.#held = null;
    await this.#inOrganisation((tx) => this.use.tables.letGo(tx, id, this.place.run.id));
  }

  async hasOtherReaders(): Promise<boolean> {
    const { connectionId, run } = this.place;
    return this.#inOrganisation((tx) => this.use.runs.isAnyOtherRunning(tx, connectionId, run.id));
  }

  /** A sign of life, now and then while a statement runs. */
  async renew(): Promise<void> {
    const now = this.use.clock.now();
    if (this.#held === null || now.getTime() - this.#renewedAt < renewMs) return;
    const id = this.#held;
    await this.#inOrganisation((tx) => this.#hold(tx, id));
  }

  async #tryToTake(tx: Transaction, ownerId: string, definition: string): Promise<HeldTable | null> {
    const { tables } = this.use;
    const made = this.#newTable(ownerId, definition);
    const { id } = (await tables.find(tx, made)) ?? (await tables.add(tx, made));
    if (!(await this.#hold(tx, id))) return null;
    // Only now: whoever had it before may have changed it until then.
    const table = await tables.find(tx, made);
    if (table?.id !== id) return null;
    await tables.noteUse(tx, id, this.use.clock.now());
    const isNew = id === made.id;
    if (isNew) await tables.retireOthers(tx, made, definition, this.use.clock.now());
    const contents = table.contents === null ? null : keptContents.parse(table.contents);
    return { id, table: scratchTableOf(table), contents, isNew };
  }

  async #hold(tx: Transaction, id: string): Promise<boolean> {
    const now = this.use.clock.now();
    const isHeld = await this.use.tables.hold(tx, id, this.place.run.id, now, new Date(now.getTime() + holdMs));
    if (isHeld) [this.#held, this.#renewedAt] = [id, now.getTime()];
    return isHeld;
  }

  #newTable(ownerId: string, definition: string): KeptTable {
    const at = this.use.clock.now();
    const id = newId('kep', at);
    const { run, connectionId, scratchSchema } = this.place;
    return {
      ...{ id, organisationId: run.organisationId, connectionId, scratchSchema, name: keptName('source', id) },
      ...{ purpose: 'source', ownerId, definition, contents: null, daysUnused },
      ...{ createdAt: at, lastUsedAt: at, retiredAt: null },
    };
  }

  #inOrganisation<T>(use: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.use.database.inOrganisation(this.place.run.organisationId, use);
  }
}
