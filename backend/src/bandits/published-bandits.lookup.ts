import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import type { ServedBandit } from './bandit.js';
import { BanditStore } from './bandit.store.js';

/** For the publisher: the bandits of a workspace, each with the model that is served. */
@Injectable()
export class PublishedBandits {
  constructor(private readonly bandits: BanditStore) {}

  /** By key. */
  async list(tx: Transaction, workspaceId: string): Promise<ServedBandit[]> {
    const all = await this.bandits.list(tx, workspaceId);
    const models = await this.bandits.listServed(tx, all);
    return all.flatMap(({ id, definition }) => {
      const model = models.get(id);
      return model === undefined ? [] : [{ definition, model }];
    });
  }
}
