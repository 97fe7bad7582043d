import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { BanditsModule } from '../bandits/index.js';
import { ExperimentsModule } from '../experiments/index.js';
import { MetricsModule } from '../metrics/index.js';
import { PipelineModule } from '../pipeline/index.js';
import { WarehousesModule } from '../warehouses/index.js';
import { CleanUpTick } from './clean-up-tick.service.js';
import { RefreshTick } from './refresh-tick.service.js';
import { SourceReadinessStore } from './source-readiness.store.js';
import { UpstreamController } from './upstream.controller.js';
import { Upstream } from './upstream.service.js';

/** Ticks that only enqueue; no lease, no leader. */
@Module({
  imports: [
    ScheduleModule.forRoot(),
    ExperimentsModule,
    MetricsModule,
    PipelineModule,
    WarehousesModule,
    BanditsModule,
  ],
  controllers: [UpstreamController],
  providers: [CleanUpTick, RefreshTick, SourceReadinessStore, Upstream],
})
export class SchedulingModule {}
