import { Module } from '@nestjs/common';
import { ExperimentsModule } from '../experiments/index.js';
import { MetricsModule } from '../metrics/index.js';
import { PipelineModule } from '../pipeline/index.js';
import { CalibrationController } from './calibration/calibration.controller.js';
import { CalibrationService } from './calibration/calibration.service.js';
import { ResultsController } from './results.controller.js';
import { ResultsService } from './results.service.js';
import { BaselinesController } from './sample-size/baselines.controller.js';
import { BaselinesService } from './sample-size/baselines.service.js';

@Module({
  imports: [ExperimentsModule, MetricsModule, PipelineModule],
  controllers: [ResultsController, BaselinesController, CalibrationController],
  providers: [ResultsService, BaselinesService, CalibrationService],
  exports: [ResultsService],
})
export class ResultsModule {}
