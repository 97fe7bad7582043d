import type { GuardHarm } from '@assay/api-contract';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database, type Transaction } from '../database/index.js';
import { ExperimentsService } from '../experiments/index.js';
import { Allocations } from '../flags/index.js';
import { type Actor, systemActor } from '../identity/index.js';
import { Jobs } from '../jobs/index.js';
import { Clock, Failure } from '../kernel/index.js';
import { refreshedJob } from '../pipeline/index.js';
import { ResultsService } from '../results/index.js';
import { explanationOf, guardViewOf, harmsOf, namesOf, type RolloutGuard, stopped } from './rollout-guard.js';
import { RolloutGuardStore } from './rollout-guard.store.js';

interface Seen {
  readonly experiment: string;
  readonly runId: string | null;
  readonly harms: readonly GuardHarm[];
}

/** After each refresh: stops the guarded allocation where a guardrail metric is harmed. The one way back to flags. */
@Injectable()
export class GuardWatch implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly guards: RolloutGuardStore,
    private readonly experiments: ExperimentsService,
    private readonly results: ResultsService,
    private readonly allocations: Allocations,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.work(refreshedJob, ({ organisationId, ids }) => this.look(organisationId, ids['experimentId'] ?? ''));
  }

  /** Looks at the newest results. Again and again does no harm: a guard that has acted rests. */
  async look(organisationId: string, experimentId: string): Promise<void> {
    const guard = await this.database.inOrganisation(organisationId, (tx) => this.guards.find(tx, experimentId));
    if (!guard || guard.status === 'stopped') return;
    const actor = systemActor('Guarded roll-out', organisationId, guard.workspaceId);
    const seen = await this.#seen(actor, experimentId);
    if (seen.harms.length === 0) return;
    try {
      await this.#act(guard, actor, seen);
    } catch (cause) {
      // It would fail again, so people must know: the notice says why. Anything else is tried again by the queue.
      const isLasting = cause instanceof Failure && ['invalid_input', 'not_found', 'conflict'].includes(cause.code);
      if (!isLasting) throw cause;
      await this.#giveUp(guard, actor, seen, cause.message);
    }
  }

  /**
   * Harm by the sequential interval of each guardrail at the plan's level: it holds at every look. Not corrected for
   * several metrics, since a correction against false alarms would let true harm go on for longer. Where a relative
   * lift cannot be said, the absolute difference counts.
   */
  async #seen(who: Actor, experimentId: string): Promise<Seen> {
    const { name, status } = await this.experiments.get(who, experimentId);
    if (status !== 'running') return { experiment: name, runId: null, harms: [] };
    const lens = { method: 'sequential', correction: 'none' } as const;
    const relative = await this.results.view(who, experimentId, { ...lens, effect: 'relative' });
    const absolute = await this.results.view(who, experimentId, { ...lens, effect: 'absolute' });
    return { experiment: name, runId: relative.runId, harms: harmsOf(relative, absolute) };
  }

  async #act(read: RolloutGuard, actor: Actor, { experiment, runId, harms }: Seen): Promise<void> {
    const now = this.clock.now();
    await this.database.inOrganisation(read.organisationId, async (tx) => {
      const guard = await this.#unchanged(tx, read);
      if (!guard) return;
      const before = await this.allocations.get(tx, actor, guard);
      const explanation = explanationOf(guard.action, before, now);
      const after = stopped(before, guard.action, now);
      if (JSON.stringify(after) !== JSON.stringify(before)) {
        const verb = guard.action === 'pause' ? 'paused' : 'rolled back';
        const told = `${guard.environment}: ${verb} ${guard.allocation}, since “${experiment}” harms ${namesOf(harms)}`;
        await this.allocations.change(tx, actor, guard, (one) => stopped(one, guard.action, now), told);
      }
      await this.#save(tx, actor, guard, { status: 'stopped', action: 'rollout_guard.acted' }, experiment, {
        at: now.toISOString(),
        runId,
        harms: [...harms],
        explanation,
      });
    });
  }

  async #giveUp(
    read: RolloutGuard,
    actor: Actor,
    { experiment, runId, harms }: Seen,
    explanation: string,
  ): Promise<void> {
    await this.database.inOrganisation(read.organisationId, async (tx) => {
      const guard = await this.#unchanged(tx, read);
      if (!guard) return;
      const at = this.clock.now().toISOString();
      const outcome = { at, runId, harms: [...harms], explanation };
      await this.#save(tx, actor, guard, { status: 'failed', action: 'rollout_guard.failed' }, experiment, outcome);
    });
  }

  /** The guard, locked; null if somebody changed it since it was read. */
  async #unchanged(tx: Transaction, { experimentId, version }: RolloutGuard): Promise<RolloutGuard | null> {
    const guard = await this.guards.find(tx, experimentId, true);
    return guard?.version === version ? guard : null;
  }

  async #save(
    tx: Transaction,
    actor: Actor,
    before: RolloutGuard,
    { status, action }: Pick<RolloutGuard, 'status'> & { readonly action: string },
    name: string,
    outcome: RolloutGuard['outcome'],
  ): Promise<void> {
    const version = before.version + 1;
    const after: RolloutGuard = { ...before, status, outcome, version, updatedAt: this.clock.now() };
    await this.guards.save(tx, after);
    await this.audit.append(tx, {
      actor,
      action,
      target: { kind: 'experiment', id: before.experimentId, name },
      before: guardViewOf(before),
      after: guardViewOf(after),
    });
  }
}
