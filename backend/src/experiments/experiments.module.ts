import { Module } from '@nestjs/common';
import { MetricsModule } from '../metrics/index.js';
import { ExperimentStore } from './experiment.store.js';
import { ExperimentsController } from './experiments.controller.js';
import { ExperimentsService } from './experiments.service.js';

@Module({
  imports: [MetricsModule],
  controllers: [ExperimentsController],
  providers: [ExperimentStore, ExperimentsService],
  exports: [ExperimentsService],
})
export class ExperimentsModule {}
