import type { AllocationInput } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { invalid } from '../../kernel/index.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import { FlagStore } from '../flag.store.js';
import { FlagChanges } from './flag-changes.service.js';

/** Where an allocation is, in keys. */
export interface AllocationPlace {
  readonly flag: string;
  readonly environment: string;
  readonly allocation: string;
}

/** One allocation of one flag, for those who watch over it. */
@Injectable()
export class Allocations {
  constructor(
    private readonly flags: FlagStore,
    private readonly environments: EnvironmentsService,
    private readonly changes: FlagChanges,
  ) {}

  /** Refuses a place that does not exist, naming its part that is wrong. */
  async get(tx: Transaction, who: Actor, place: AllocationPlace): Promise<AllocationInput> {
    const environments = await this.environments.listIn(tx, who);
    const flag = await this.flags.find(tx, place.flag, environments, { workspaceId: who.workspaceId });
    if (!flag || flag.archivedAt !== null) {
      throw invalid('flag', `There is no flag "${place.flag}" in use here. Choose one of the list.`);
    }
    const own = flag.environments.find((one) => one.environment === place.environment);
    if (!own) {
      const choices = environments.map((one) => one.key).join(', ');
      throw invalid('environment', `There is no environment "${place.environment}" here. Choose of ${choices}.`);
    }
    return found(own.allocations, place);
  }

  /** Changes one allocation as any edit of a flag: checked, remembered, announced and audited. */
  async change(
    tx: Transaction,
    who: Actor,
    place: AllocationPlace,
    change: (allocation: AllocationInput) => AllocationInput,
    description: string,
  ): Promise<void> {
    const flag = await this.changes.lock(tx, who, place.flag);
    const own = flag.environments.find((one) => one.environment === place.environment);
    const before = found(own?.allocations ?? [], place);
    const allocations = (own?.allocations ?? []).map((one) => (one === before ? change(one) : one));
    const environments = { [place.environment]: { isEnabled: own?.isEnabled ?? false, allocations } };
    await this.changes.apply(tx, who, flag, { environments }, { description });
  }
}

function found(allocations: readonly AllocationInput[], { allocation, environment }: AllocationPlace): AllocationInput {
  const one = allocations.find(({ key }) => key === allocation);
  if (one) return one;
  const keys = allocations.map(({ key }) => key);
  const choices = keys.length === 0 ? 'it has none there yet' : `choose of ${keys.join(', ')}`;
  throw invalid('allocation', `The flag has no allocation "${allocation}" in ${environment}: ${choices}.`);
}
