import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import type { Actor } from '../identity/index.js';
import { EnvironmentsService } from './environments/environments.service.js';
import type { Flag } from './flag.js';
import { FlagStore } from './flag.store.js';

/** Answers higher floors about flags, inside their transaction. */
@Injectable()
export class FlagLookup {
  constructor(
    private readonly flags: FlagStore,
    private readonly environments: EnvironmentsService,
  ) {}

  /** A flag with what each environment does with it, archived ones too; null when there is none. */
  async find(tx: Transaction, place: Pick<Actor, 'organisationId' | 'workspaceId'>, key: string): Promise<Flag | null> {
    const environments = await this.environments.listIn(tx, place);
    return this.flags.find(tx, key, environments, { workspaceId: place.workspaceId });
  }
}
