import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { Failure, found } from '../../kernel/index.js';
import type { Connection } from './connection.js';
import { ConnectionStore } from './connection.store.js';

/** Answers other domains about connections. */
@Injectable()
export class ConnectionLookup {
  constructor(private readonly connections: ConnectionStore) {}

  async find(tx: Transaction, id: string): Promise<Connection | null> {
    return this.connections.findAnywhere(tx, id);
  }

  async get(tx: Transaction, id: string): Promise<Connection> {
    return found(await this.find(tx, id), 'connection', id);
  }

  async findOfWorkspace(tx: Transaction, workspaceId: string): Promise<Connection | null> {
    return this.connections.findOfWorkspace(tx, workspaceId);
  }

  /** The warehouse of a workspace; fails with the remedy where there is none yet. */
  async getOfWorkspace(tx: Transaction, workspaceId: string): Promise<Connection> {
    const connection = await this.findOfWorkspace(tx, workspaceId);
    if (connection !== null) return connection;
    throw new Failure('conflict', 'This workspace has no warehouse yet. Connect one first.', { missing: 'connection' });
  }
}
