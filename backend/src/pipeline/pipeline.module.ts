import { Module } from '@nestjs/common';
import { ExperimentsModule } from '../experiments/index.js';
import { MetricsModule } from '../metrics/index.js';
import { WarehousesModule } from '../warehouses/index.js';
import { BaselineStore } from './baselines/baseline.store.js';
import { CostGate } from './costs/cost-gate.service.js';
import { CostStore } from './costs/cost.store.js';
import { CostsController } from './costs/costs.controller.js';
import { CostsService } from './costs/costs.service.js';
import { CostsHistory } from './costs/costs.view.js';
import { SourceKeeper } from './keeping/source-keeper.service.js';
import { AnalysisLookup } from './planning/analysis-lookup.js';
import { StoredAnalysisLookup } from './planning/stored-analysis-lookup.service.js';
import { Layers } from './runs/layers.service.js';
import { PlannedRuns } from './runs/planned-runs.service.js';
import { Publications } from './publication/publications.service.js';
import { RunStatementStore } from './runs/run-statement.store.js';
import { RunStore } from './runs/run.store.js';
import { RunWorker } from './runs/run-worker.service.js';
import { ExperimentRunsController, RunsController } from './runs/runs.controller.js';
import { RunsService } from './runs/runs.service.js';
import { SummaryStore } from './summaries/summary.store.js';

@Module({
  imports: [WarehousesModule, MetricsModule, ExperimentsModule],
  controllers: [RunsController, ExperimentRunsController, CostsController],
  providers: [
    { provide: AnalysisLookup, useClass: StoredAnalysisLookup },
    BaselineStore,
    CostGate,
    CostStore,
    CostsHistory,
    CostsService,
    Layers,
    PlannedRuns,
    Publications,
    RunStatementStore,
    RunStore,
    RunsService,
    RunWorker,
    SourceKeeper,
    SummaryStore,
  ],
  exports: [RunsService, PlannedRuns, BaselineStore],
})
export class PipelineModule {}
