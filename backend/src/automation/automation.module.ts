import { Module } from '@nestjs/common';
import { ExperimentsModule } from '../experiments/index.js';
import { FlagsModule } from '../flags/index.js';
import { ResultsModule } from '../results/index.js';
import { GuardWatch } from './guard-watch.service.js';
import { RolloutGuardStore } from './rollout-guard.store.js';
import { RolloutGuardsController } from './rollout-guards.controller.js';
import { RolloutGuardsService } from './rollout-guards.service.js';

/** What acts on results by itself, as a named and audited actor. */
@Module({
  imports: [ExperimentsModule, FlagsModule, ResultsModule],
  controllers: [RolloutGuardsController],
  providers: [RolloutGuardStore, RolloutGuardsService, GuardWatch],
})
export class AutomationModule {}
