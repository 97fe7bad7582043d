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
    if (this.#limit > 0) this.guards.add((tx, environmentId) => this.check(tx, environmentId));
  }

  /** Throws when the flags as they are would cost the edge too much, and more than what is published. */
  async check(tx: Transaction, environmentId: string): Promise<void> {
    if (this.#limit === 0) return;
    const cost = estimateEdgeCost(compileFlags('', await this.flags.listPublished(tx, environmentId)));
    if (cost.ms <= this.#limit) return;
    // A ruleset that is over the limit already can be made smaller step by step.
    const [newest] = await this.publications.listNewest(tx, environmentId);
    const compiled = newest && (JSON.parse(gunzipSync(newest.forms.compiled).toString()) as CompiledData);
    if (compiled && cost.ms <= estimateEdgeCost(compiled).ms) return;
    const environment = await this.environments.lock(tx, environmentId);
    throw edgeCostFailure(cost, this.#limit, environment?.key ?? environmentId);
  }
}
