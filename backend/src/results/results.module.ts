import { Module } from '@nestjs/common';
import { ExperimentsModule } from '../experiments/index.js';
import { MetricsModule } from '../metrics/index.js';
import { PipelineModule } from '../pipeline/index.js';
import { ResultsController } from './results.controller.js';
import { ResultsService } from './results.service.js';
import { BaselinesController } from './sample-size/baselines.controller.js';
import { BaselinesService } from './sample-size/baselines.service.js';

@Module({
  imports: [ExperimentsModule, MetricsModule, PipelineModule],
  controllers: [ResultsController, BaselinesController],
  providers: [ResultsService, BaselinesService],
  exports: [ResultsService],
})
export class ResultsModule {}
