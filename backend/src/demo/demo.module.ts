import { Module } from '@nestjs/common';
import { ExperimentsModule } from '../experiments/index.js';
import { FlagsModule } from '../flags/index.js';
import { MetricsModule } from '../metrics/index.js';
import { PipelineModule } from '../pipeline/index.js';
import { WarehousesModule } from '../warehouses/index.js';
import { DemoService } from './demo.service.js';

@Module({
  imports: [FlagsModule, WarehousesModule, MetricsModule, ExperimentsModule, PipelineModule],
  providers: [DemoService],
  exports: [DemoService],
})
export class DemoModule {}
