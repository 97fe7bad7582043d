import type { StaleFlag, StaleQuery } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { Clock, type Page } from '../../kernel/index.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import { FlagStore } from '../flag.store.js';
import { findStale } from './stale.js';

const batch = 500;

/** Flags that the code could do without. */
@Injectable()
export class StaleFlagsService {
  constructor(
    private readonly database: Database,
    private readonly flags: FlagStore,
    private readonly environments: EnvironmentsService,
    private readonly clock: Clock,
  ) {}

  /** Longest first. */
  async list(who: Actor, { days }: StaleQuery): Promise<Page<StaleFlag>> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const environments = await this.environments.listIn(tx, who);
      const production = new Set(environments.filter((one) => one.isProduction).map((one) => one.id));
      const items: StaleFlag[] = [];
      for (let after: string | null = null; ;) {
        const filter = { search: null, isArchived: false, after, limit: batch };
        const flags = await this.flags.list(tx, who.workspaceId, environments, filter);
        items.push(...findStale(flags, production, days, this.clock.now()));
        if (flags.length < batch) break;
        after = flags.at(-1)!.key;
      }
      items.sort((a, b) => Date.parse(a.since) - Date.parse(b.since));
      return { items, next: null };
    });
  }
}
