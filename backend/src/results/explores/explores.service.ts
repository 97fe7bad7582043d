import {
  type ExploreChart,
  type ExploreDetail,
  type ExploreInput,
  type ExploreOrder,
  type ExplorePage,
  type ExploreProposals,
  type ExploreView,
  mostExplores,
} from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import { ExperimentsService } from '../../experiments/index.js';
import type { Actor } from '../../identity/index.js';
import { Clock, expectVersion, Failure, found, invalid, newId } from '../../kernel/index.js';
import { exploreViewOf } from './explore.view.js';
import type { Explore } from './explore.js';
import { ExploreStore } from './explore.store.js';
import { ExploreCharts } from './explore-charts.service.js';
import { proposed } from './propose.js';

/** Saved charts of experiments. They follow each refresh, and are read from summaries alone. */
@Injectable()
export class ExploresService {
  constructor(
    private readonly database: Database,
    private readonly experiments: ExperimentsService,
    private readonly explores: ExploreStore,
    private readonly charts: ExploreCharts,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor, experimentId: string): Promise<ExplorePage> {
    const experiment = await this.experiments.get(who, experimentId);
    const items = await this.#saved(who, experimentId);
    const properties = await this.charts.knownValues(who, experiment);
    return { items: items.map(exploreViewOf), next: null, properties };
  }

  async view(who: Actor, experimentId: string, id: string): Promise<ExploreDetail> {
    const experiment = await this.experiments.get(who, experimentId);
    const explore = await this.database.inOrganisation(who.organisationId, (tx) => this.#get(tx, experimentId, id));
    return { ...exploreViewOf(explore), chart: await this.charts.draw(who, experiment, explore.chart) };
  }

  /** What a chart would show, without saving it. One that cannot be drawn says why. */
  async preview(who: Actor, experimentId: string, input: ExploreInput): Promise<ExploreChart> {
    return this.charts.draw(who, await this.experiments.get(who, experimentId), input);
  }

  async create(who: Actor, experimentId: string, input: ExploreInput): Promise<ExploreView> {
    const experiment = await this.experiments.get(who, experimentId);
    await this.charts.expectDrawable(who, experiment, input, null);
    const at = this.clock.now();
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.explores.lock(tx, experimentId);
      const others = await this.explores.list(tx, experimentId);
      if (others.length >= mostExplores) {
        const message = `An experiment has at most ${mostExplores} explores: delete one that is no longer looked at.`;
        throw new Failure('limit_exceeded', message, { limit: mostExplores });
      }
      const explore: Explore = {
        id: newId('xpl', at),
        organisationId: who.organisationId,
        workspaceId: who.workspaceId,
        experimentId,
        position: Math.max(-1, ...others.map(({ position }) => position)) + 1,
        chart: input,
        version: 1,
        createdAt: at,
        updatedAt: at,
      };
      await this.explores.add(tx, explore);
      return this.#noted(tx, who, 'explore.created', null, explore);
    });
  }

  async replace(
    who: Actor,
    experimentId: string,
    id: string,
    input: ExploreInput,
    expected: number | null,
  ): Promise<ExploreView> {
    const experiment = await this.experiments.get(who, experimentId);
    const { chart } = await this.database.inOrganisation(who.organisationId, (tx) => this.#get(tx, experimentId, id));
    await this.charts.expectDrawable(who, experiment, input, chart);
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = await this.#get(tx, experimentId, id, true);
      expectVersion(before.version, expected);
      const after = { ...before, chart: input, version: before.version + 1, updatedAt: this.clock.now() };
      await this.explores.save(tx, after);
      return this.#noted(tx, who, 'explore.updated', before, after);
    });
  }

  async remove(who: Actor, experimentId: string, id: string, expected: number | null): Promise<void> {
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.experiments.getIn(tx, who, experimentId);
      const before = await this.#get(tx, experimentId, id, true);
      expectVersion(before.version, expected);
      await this.explores.remove(tx, id);
      const target = { kind: 'explore', id, name: before.chart.name };
      const action = 'explore.deleted';
      await this.audit.append(tx, { actor: who, action, target, before: exploreViewOf(before), after: null });
    });
  }

  /** Whoever orders must have seen all of them: a list that is not the stored one is refused. */
  async order(who: Actor, experimentId: string, { exploreIds }: ExploreOrder): Promise<ExplorePage> {
    const experiment = await this.experiments.get(who, experimentId);
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.explores.lock(tx, experimentId);
      const before = (await this.explores.list(tx, experimentId)).map(({ id }) => id);
      if ([...before].sort().join() !== [...exploreIds].sort().join()) {
        const message = 'Name each explore of the experiment once: load the list again, somebody may have changed it.';
        throw invalid('exploreIds', message);
      }
      if (before.join() === exploreIds.join()) return;
      await this.explores.setOrder(tx, exploreIds);
      await this.audit.append(tx, {
        actor: who,
        action: 'explore.ordered',
        target: { kind: 'experiment', id: experimentId, name: experiment.name },
        before: { exploreIds: before },
        after: { exploreIds },
      });
    });
    return this.list(who, experimentId);
  }

  /** Charts of the primary metric that are worth a look. Nothing is saved. */
  async propose(who: Actor, experimentId: string): Promise<ExploreProposals> {
    const experiment = await this.experiments.get(who, experimentId);
    const { asOf, because, cells } = await this.charts.analyse(who, experiment);
    if (because !== null) return { asOf, because, items: [] };
    const saved = (await this.#saved(who, experimentId)).map(({ chart }) => chart);
    const items = proposed(cells, saved);
    return { asOf, because: items.length > 0 ? null : whyNone(cells.some(({ isNotable }) => isNotable)), items };
  }

  async #saved(who: Actor, experimentId: string): Promise<Explore[]> {
    return this.database.inOrganisation(who.organisationId, (tx) => this.explores.list(tx, experimentId));
  }

  async #get(tx: Transaction, experimentId: string, id: string, lock = false): Promise<Explore> {
    return found(await this.explores.find(tx, experimentId, id, lock), 'explore', id);
  }

  async #noted(
    tx: Transaction,
    who: Actor,
    action: string,
    before: Explore | null,
    after: Explore,
  ): Promise<ExploreView> {
    const view = exploreViewOf(after);
    const target = { kind: 'explore', id: after.id, name: after.chart.name };
    await this.audit.append(tx, { actor: who, action, target, before: before && exploreViewOf(before), after: view });
    return view;
  }
}

const whyNone = (isAllSaved: boolean): string =>
  isAllSaved
    ? 'What stands out is among the explores already.'
    : 'In no value does the effect on the primary metric differ from the rest beyond chance (false discovery rate 10%).';
