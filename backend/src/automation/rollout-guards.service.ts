import type { RolloutGuardInput, RolloutGuardState, RolloutGuardView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database, type Transaction } from '../database/index.js';
import { ExperimentsService } from '../experiments/index.js';
import { Allocations } from '../flags/index.js';
import type { Actor } from '../identity/index.js';
import { Clock, expectVersion, Failure, found, invalid } from '../kernel/index.js';
import { guardViewOf, isGrowing, type RolloutGuard } from './rollout-guard.js';
import { RolloutGuardStore } from './rollout-guard.store.js';

/** Which allocation an experiment guards: set, changed and taken away by people. */
@Injectable()
export class RolloutGuardsService {
  constructor(
    private readonly database: Database,
    private readonly guards: RolloutGuardStore,
    private readonly experiments: ExperimentsService,
    private readonly allocations: Allocations,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async view(who: Actor, experimentId: string): Promise<RolloutGuardState> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.experiments.getIn(tx, who, experimentId);
      const guard = await this.guards.find(tx, experimentId);
      return { guard: guard && guardViewOf(guard) };
    });
  }

  /** Watches from now on, also where an earlier guard has acted. */
  async set(
    who: Actor,
    experimentId: string,
    input: RolloutGuardInput,
    expected: number | null,
  ): Promise<RolloutGuardView> {
    const at = this.clock.now();
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { design, name, status } = await this.experiments.getIn(tx, who, experimentId);
      if (status === 'concluded') {
        throw new Failure('conflict', 'It is concluded and no longer refreshed: nothing would be watched.', { status });
      }
      if (!design.metrics.some(({ role }) => role === 'guardrail')) {
        throw new Failure('conflict', 'The experiment has no guardrail metric. Choose one under Set-up, then guard.');
      }
      const before = await this.guards.find(tx, experimentId, true);
      if (before) expectVersion(before.version, expected);
      const allocation = await this.allocations.get(tx, who, input);
      if (allocation.kind === 'default') {
        throw invalid('allocation', 'The default takes everybody who is left and cannot be stopped. Choose another.');
      }
      if (input.action === 'pause' && !isGrowing(allocation, at)) {
        throw invalid('action', 'The allocation has no phase to come, so there is nothing to pause: choose roll_back.');
      }
      const after: RolloutGuard = {
        ...input,
        experimentId,
        organisationId: who.organisationId,
        workspaceId: who.workspaceId,
        status: 'watching',
        outcome: null,
        version: (before?.version ?? 0) + 1,
        createdAt: before?.createdAt ?? at,
        updatedAt: at,
      };
      await this.guards.save(tx, after);
      await this.#note(tx, who, 'rollout_guard.set', name, before, after);
      return guardViewOf(after);
    });
  }

  async remove(who: Actor, experimentId: string, expected: number | null): Promise<void> {
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      const { name } = await this.experiments.getIn(tx, who, experimentId);
      const before = found(await this.guards.find(tx, experimentId, true), 'guard of experiment', experimentId);
      expectVersion(before.version, expected);
      await this.guards.remove(tx, experimentId);
      await this.#note(tx, who, 'rollout_guard.removed', name, before, null);
    });
  }

  async #note(
    tx: Transaction,
    actor: Actor,
    action: string,
    name: string,
    before: RolloutGuard | null,
    after: RolloutGuard | null,
  ): Promise<void> {
    const id = (after ?? before)?.experimentId ?? '';
    await this.audit.append(tx, {
      actor,
      action,
      target: { kind: 'experiment', id, name },
      before: before && guardViewOf(before),
      after: after && guardViewOf(after),
    });
  }
}
