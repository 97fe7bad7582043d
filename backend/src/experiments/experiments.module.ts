import { Module } from '@nestjs/common';
import { FlagsModule } from '../flags/index.js';
import { MetricsModule } from '../metrics/index.js';
import { WarehousesModule } from '../warehouses/index.js';
import { ExperimentOwnership } from './experiment-ownership.service.js';
import { ExperimentStore } from './experiment.store.js';
import { ExperimentsController } from './experiments.controller.js';
import { ExperimentsService } from './experiments.service.js';
import { ExperimentSwitchbackController } from './switchback/experiment-switchback.controller.js';
import { ExperimentSwitchbackService } from './switchback/experiment-switchback.service.js';
import { WorkspaceScheduleController } from './workspace-schedule.controller.js';
import { WorkspaceScheduleService } from './workspace-schedule.service.js';
import { WorkspaceScheduleStore } from './workspace-schedule.store.js';

@Module({
  imports: [FlagsModule, MetricsModule, WarehousesModule],
  controllers: [ExperimentsController, ExperimentSwitchbackController, WorkspaceScheduleController],
  providers: [
    ExperimentOwnership,
    ExperimentStore,
    ExperimentsService,
    ExperimentSwitchbackService,
    WorkspaceScheduleStore,
    WorkspaceScheduleService,
  ],
  exports: [ExperimentsService],
})
export class ExperimentsModule {}
