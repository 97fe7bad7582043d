import { Module } from '@nestjs/common';
import { WarehousesModule } from '../warehouses/index.js';
import { AssignmentSourcesController } from './assignment-sources.controller.js';
import { DefinitionLookup } from './definition.lookup.js';
import { DefinitionStore } from './definition.store.js';
import { DefinitionsService } from './definitions.service.js';
import { EntitiesController } from './entities.controller.js';
import { EntryPointsController } from './entry-points.controller.js';
import { FactSourcesController } from './fact-sources.controller.js';
import { FactSourcesService } from './fact-sources.service.js';
import { MetricCollectionsController } from './metric-collections.controller.js';
import { MetricTeamsService } from './metric-teams.service.js';
import { MetricsController } from './metrics.controller.js';
import { MetricExportService } from './sync/metric-export.service.js';
import { MetricSyncApply } from './sync/metric-sync-apply.service.js';
import { MetricSyncController } from './sync/metric-sync.controller.js';
import { MetricSyncService } from './sync/metric-sync.service.js';
import { MetricSyncStore } from './sync/metric-sync.store.js';
import { PropertySourcesController } from './property-sources.controller.js';
import { SegmentsController } from './segments.controller.js';
import { SelectShapes } from './select-shapes.service.js';

@Module({
  imports: [WarehousesModule],
  controllers: [
    EntitiesController,
    AssignmentSourcesController,
    FactSourcesController,
    EntryPointsController,
    PropertySourcesController,
    SegmentsController,
    MetricSyncController,
    MetricCollectionsController,
    MetricsController,
  ],
  providers: [
    MetricTeamsService,
    DefinitionLookup,
    DefinitionStore,
    DefinitionsService,
    FactSourcesService,
    MetricExportService,
    MetricSyncApply,
    MetricSyncService,
    MetricSyncStore,
    SelectShapes,
  ],
  exports: [DefinitionLookup, DefinitionsService, SelectShapes, FactSourcesService],
})
export class MetricsModule {}
