import type { Budget, CostsView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/index.js';
import { Database } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { Clock, found } from '../../kernel/index.js';
import { ConnectionLookup } from '../../warehouses/index.js';
import { CostStore } from './cost.store.js';
import { CostsHistory } from './costs.view.js';

const day = 86_400_000;

/** The beginning of the day in UTC. */
export const dayOf = (at: Date): Date => new Date(Math.floor(at.getTime() / day) * day);

/** What refreshes cost a warehouse, and how much they may. */
@Injectable()
export class CostsService {
  constructor(
    private readonly database: Database,
    private readonly connections: ConnectionLookup,
    private readonly costs: CostStore,
    private readonly history: CostsHistory,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async view(who: Actor, connectionId: string, days: number): Promise<CostsView> {
    const today = dayOf(this.clock.now());
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { id } = found(await this.#own(tx, who, connectionId), 'connection', connectionId);
      return {
        budget: await this.costs.budget(tx, id),
        today: await this.costs.spent(tx, id, today, new Date(today.getTime() + day)),
        correction: await this.costs.corrections(tx, id),
        ...(await this.history.since(tx, id, new Date(today.getTime() - (days - 1) * day))),
      };
    });
  }

  async setBudget(who: Actor, connectionId: string, budget: Budget): Promise<Budget> {
    const { organisationId } = who;
    return this.database.inOrganisation(organisationId, async (tx) => {
      const { id, name } = found(await this.#own(tx, who, connectionId), 'connection', connectionId);
      const before = await this.costs.budget(tx, id);
      await this.costs.saveBudget(tx, { organisationId, connectionId: id }, budget, this.clock.now());
      await this.audit.append(tx, {
        actor: who,
        action: 'connection.budget_changed',
        target: { kind: 'connection', id, name },
        before,
        after: budget,
      });
      return budget;
    });
  }

  async #own(tx: Parameters<ConnectionLookup['find']>[0], { workspaceId }: Actor, id: string) {
    const connection = await this.connections.find(tx, id);
    return connection?.workspaceId === workspaceId ? connection : null;
  }
}
