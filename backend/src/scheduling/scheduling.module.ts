import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ExperimentsModule } from '../experiments/index.js';
import { PipelineModule } from '../pipeline/index.js';
import { WarehousesModule } from '../warehouses/index.js';
import { CleanUpTick } from './clean-up-tick.service.js';
import { RefreshTick } from './refresh-tick.service.js';

/** Ticks that only enqueue; no lease, no leader. */
@Module({
  imports: [ScheduleModule.forRoot(), ExperimentsModule, PipelineModule, WarehousesModule],
  providers: [CleanUpTick, RefreshTick],
})
export class SchedulingModule {}
