import { Module } from '@nestjs/common';
import { WarehousesModule } from '../warehouses/index.js';
import { AssignmentSourcesController } from './assignment-sources.controller.js';
import { DefinitionLookup } from './definition.lookup.js';
import { DefinitionStore } from './definition.store.js';
import { DefinitionsService } from './definitions.service.js';
import { EntitiesController } from './entities.controller.js';
import { FactSourcesController } from './fact-sources.controller.js';
import { FactSourcesService } from './fact-sources.service.js';
import { MetricsController } from './metrics.controller.js';
import { SelectShapes } from './select-shapes.service.js';

@Module({
  imports: [WarehousesModule],
  controllers: [EntitiesController, AssignmentSourcesController, FactSourcesController, MetricsController],
  providers: [DefinitionLookup, DefinitionStore, DefinitionsService, FactSourcesService, SelectShapes],
  exports: [DefinitionLookup, DefinitionsService, FactSourcesService],
})
export class MetricsModule {}
