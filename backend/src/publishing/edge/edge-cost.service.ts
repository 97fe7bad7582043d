import { gunzipSync } from 'node:zlib';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { CompiledData } from '@assay/flag-evaluation';
import { CONFIG, type Config } from '../../config/index.js';
import type { Transaction } from '../../database/index.js';
import { EnvironmentsService, FlagsService, PublishGuards } from '../../flags/index.js';
import { PublicationStore } from '../publication.store.js';
import { compileFlags } from '../ruleset.js';
import { edgeCostFailure, estimateEdgeCost } from './edge-cost.js';

/** Keeps rulesets within what the edge can decide in one request. */
@Injectable()
export class EdgeCostLimit implements OnModuleInit {
  readonly #limit: number;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly guards: PublishGuards,
    private readonly flags: FlagsService,
    private readonly environments: EnvironmentsService,
    private readonly publications: PublicationStore,
  ) {
    this.#limit = config.FASTLY_SERVICE === undefined ? 0 : config.EDGE_COST_LIMIT_MS;
  }

  onModuleInit(): void {
    if (this.#limit === 0) return;
    this.guards.add(async (tx, environmentId) => {
      await this.check(tx, environmentId, compileFlags('', await this.flags.listPublished(tx, environmentId)));
    });
  }

  /**
   * Throws when a ruleset would cost the edge too much, and more than what is published.
   * @param compiled its compiled form, or the JSON of it.
   */
  async check(tx: Transaction, environmentId: string, compiled: CompiledData | string): Promise<void> {
    if (this.#limit === 0) return;
    const cost = estimateEdgeCost(typeof compiled === 'string' ? (JSON.parse(compiled) as CompiledData) : compiled);
    if (cost.ms <= this.#limit) return;
    // A ruleset that is over the limit already can be made smaller step by step.
    const [newest] = await this.publications.listNewest(tx, environmentId);
    const published = newest && (JSON.parse(gunzipSync(newest.forms.compiled).toString()) as CompiledData);
    if (published && cost.ms <= estimateEdgeCost(published).ms) return;
    const environment = await this.environments.lock(tx, environmentId);
    throw edgeCostFailure(cost, this.#limit, environment?.key ?? environmentId);
  }
}
