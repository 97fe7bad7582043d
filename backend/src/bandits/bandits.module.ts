import { Module } from '@nestjs/common';
import { FlagsModule } from '../flags/index.js';
import { MetricsModule } from '../metrics/index.js';
import { PipelineModule } from '../pipeline/index.js';
import { WarehousesModule } from '../warehouses/index.js';
import { BanditChecks } from './bandit-checks.service.js';
import { BanditStore } from './bandit.store.js';
import { BanditsController } from './bandits.controller.js';
import { BanditsService } from './bandits.service.js';
import { PublishedBandits } from './published-bandits.lookup.js';
import { TrainingLookup } from './training/training-lookup.service.js';
import { TrainingSchedule } from './training/training-schedule.service.js';
import { TrainingWorker } from './training/training-worker.service.js';

@Module({
  imports: [FlagsModule, WarehousesModule, MetricsModule, PipelineModule],
  controllers: [BanditsController],
  providers: [
    BanditChecks,
    BanditStore,
    BanditsService,
    PublishedBandits,
    TrainingLookup,
    TrainingSchedule,
    TrainingWorker,
  ],
  exports: [PublishedBandits, TrainingSchedule],
})
export class BanditsModule {}
