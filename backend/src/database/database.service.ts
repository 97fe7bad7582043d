import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { listenOn } from './listen.js';

/** An open transaction with its tenant set. Stores take it as their first argument and never open one themselves. */
export type Transaction = EntityManager;

export const DATA_SOURCE = Symbol('data source');
/** Login address for connections that the pool cannot carry, such as LISTEN. */
export const DATABASE_URL = Symbol('database url');

interface Shared {
  readonly organisationId: string;
  readonly transaction: Transaction;
}

/** The only way to the database: a transaction that sees one organisation, or, by name, all of them. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly #shared = new AsyncLocalStorage<Shared>();
  readonly #listeners: (() => Promise<void>)[] = [];

  constructor(
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    @Inject(DATABASE_URL) private readonly url: string,
  ) {}

  /**
   * Runs `work` in one transaction in which only the rows of this organisation exist.
   * Commits when it returns, rolls back when it throws. Inside `sharing` it joins the transaction that is open.
   */
  async inOrganisation<T>(organisationId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const shared = this.#shared.getStore();
    if (shared?.organisationId === organisationId) return work(shared.transaction);
    return this.#begin(['app.organisation_id', organisationId], work);
  }

  /**
   * Runs `work` over every organisation's rows. For what has no organisation yet or concerns all: finding a
   * credential, ticks of the scheduler, the publisher. Never for an answer to a signed-in caller.
   */
  async acrossOrganisations<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#begin(['app.across_organisations', 'on'], work);
  }

  /**
   * Like `inOrganisation`, and every `inOrganisation` for the same organisation below it joins this transaction, so
   * that what a whole request does is committed or rolled back as one.
   */
  async sharing<T>(organisationId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#begin(['app.organisation_id', organisationId], (transaction) =>
      this.#shared.run({ organisationId, transaction }, () => work(transaction)),
    );
  }

  /** Calls `heard` for each NOTIFY on a channel, and once after every reconnection, since some may have been missed. */
  async listen(channel: string, heard: (payload: string) => void): Promise<void> {
    this.#listeners.push(await listenOn(this.url, channel, heard));
  }

  /** True if the database answers. */
  async isUp(): Promise<boolean> {
    return this.dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#listeners.map((stop) => stop()));
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  #begin<T>(setting: readonly [string, string], work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (tx) => {
      await tx.query('SELECT set_config($1, $2, true)', [...setting]);
      return work(tx);
    });
  }
}
