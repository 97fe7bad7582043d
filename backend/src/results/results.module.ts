import { Module } from '@nestjs/common';
import { ExperimentsModule } from '../experiments/index.js';
import { MetricsModule } from '../metrics/index.js';
import { PipelineModule } from '../pipeline/index.js';
import { WarehousesModule } from '../warehouses/index.js';
import { CalibrationController } from './calibration/calibration.controller.js';
import { CalibrationService } from './calibration/calibration.service.js';
import { ExploreCharts } from './explores/explore-charts.service.js';
import { ExploreStore } from './explores/explore.store.js';
import { ExploresController } from './explores/explores.controller.js';
import { ExploresService } from './explores/explores.service.js';
import { JudgedMetrics } from './judged-metrics.service.js';
import { ResultsController } from './results.controller.js';
import { ResultsService } from './results.service.js';
import { BaselinesController } from './sample-size/baselines.controller.js';
import { BaselinesService } from './sample-size/baselines.service.js';
import { ResultsTablesController } from './tables/results-tables.controller.js';
import { ResultsTablesService } from './tables/results-tables.service.js';
import { ResultsWriter } from './tables/results-writer.service.js';

@Module({
  imports: [ExperimentsModule, MetricsModule, PipelineModule, WarehousesModule],
  controllers: [
    ResultsController,
    BaselinesController,
    CalibrationController,
    ResultsTablesController,
    ExploresController,
  ],
  providers: [
    ResultsService,
    JudgedMetrics,
    BaselinesService,
    CalibrationService,
    ResultsTablesService,
    ResultsWriter,
    ExploreCharts,
    ExploreStore,
    ExploresService,
  ],
  exports: [ResultsService],
})
export class ResultsModule {}
