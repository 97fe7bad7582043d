import type { ExperimentSwitchback } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import type { Actor } from '../identity/index.js';
import { EnvironmentsService } from './environments/environments.service.js';
import type { Flag } from './flag.js';
import { FlagStore } from './flag.store.js';
import { cellsOf, countsOf, isSwitchback } from './switchback/switchback.js';

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

  /**
   * The switchback that logs an experiment key, which is the keys of flag and allocation with a dash between; that of
   * a production environment where several have it. null when no flag has one.
   */
  async findSwitchback(
    tx: Transaction,
    place: Pick<Actor, 'organisationId' | 'workspaceId'>,
    experimentKey: string,
  ): Promise<ExperimentSwitchback['planned']> {
    const environments = await this.environments.listIn(tx, place);
    const production = new Set(environments.filter((one) => one.isProduction).map(({ id }) => id));
    const dashes = [...experimentKey.matchAll(/-/g)].map(({ index }) => index);
    for (const dash of dashes) {
      const [flagKey, key] = [experimentKey.slice(0, dash), experimentKey.slice(dash + 1)];
      const flag = await this.flags.find(tx, flagKey, environments, { workspaceId: place.workspaceId });
      const ordered = [...(flag?.environments ?? [])].sort(
        (a, b) => Number(production.has(b.environmentId)) - Number(production.has(a.environmentId)),
      );
      for (const { environment, allocations } of ordered) {
        const allocation = allocations.find((one) => one.key === key);
        if (!allocation || !isSwitchback(allocation)) continue;
        const counts = countsOf(allocation, cellsOf(flagKey, allocation));
        return { flag: flagKey, environment, allocation: key, design: allocation.switchback, ...counts };
      }
    }
    return null;
  }
}
