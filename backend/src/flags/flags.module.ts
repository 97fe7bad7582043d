import { Module } from '@nestjs/common';
import { AudienceStore } from './audiences/audience.store.js';
import { AudiencesController } from './audiences/audiences.controller.js';
import { AudiencesService } from './audiences/audiences.service.js';
import { Allocations } from './changes/allocations.service.js';
import { ChangeRequestStore } from './changes/change-request.store.js';
import { ChangeRequestsController } from './changes/change-requests.controller.js';
import { ChangeRequestsService } from './changes/change-requests.service.js';
import { FlagChanges } from './changes/flag-changes.service.js';
import { EnvironmentStore } from './environments/environment.store.js';
import { EnvironmentsController } from './environments/environments.controller.js';
import { EnvironmentsService } from './environments/environments.service.js';
import { FlagLookup } from './flag.lookup.js';
import { FlagStore } from './flag.store.js';
import { FlagsController } from './flags.controller.js';
import { FlagsService } from './flags.service.js';
import { HoldoutStore } from './holdouts/holdout.store.js';
import { HoldoutsController } from './holdouts/holdouts.controller.js';
import { HoldoutsService } from './holdouts/holdouts.service.js';
import { LayerStore } from './layers/layer.store.js';
import { LayersController } from './layers/layers.controller.js';
import { LayersService } from './layers/layers.service.js';
import { PublishGuards } from './publish-guards.js';
import { LimitsController } from './limits/limits.controller.js';
import { SdkKeyStore } from './sdk-keys/sdk-key.store.js';
import { SdkKeysController } from './sdk-keys/sdk-keys.controller.js';
import { SdkKeysService } from './sdk-keys/sdk-keys.service.js';
import { StaleFlagsController } from './stale/stale-flags.controller.js';
import { StaleFlagsService } from './stale/stale-flags.service.js';
import { MetadataFieldStore } from './metadata/metadata-field.store.js';
import { MetadataFieldsController } from './metadata/metadata-fields.controller.js';
import { MetadataFieldsService } from './metadata/metadata-fields.service.js';
import { Requirements } from './requirements/requirements.service.js';
import { SwitchbackController } from './switchback/switchback.controller.js';
import { FlagUseStore } from './uses/flag-use.store.js';

@Module({
  controllers: [
    FlagsController,
    AudiencesController,
    LayersController,
    HoldoutsController,
    MetadataFieldsController,
    LimitsController,
    ChangeRequestsController,
    EnvironmentsController,
    SdkKeysController,
    StaleFlagsController,
    SwitchbackController,
  ],
  providers: [
    StaleFlagsService,
    AudienceStore,
    AudiencesService,
    LayerStore,
    HoldoutStore,
    HoldoutsService,
    Requirements,
    MetadataFieldStore,
    MetadataFieldsService,
    LayersService,
    FlagUseStore,
    ChangeRequestStore,
    ChangeRequestsService,
    FlagChanges,
    Allocations,
    EnvironmentStore,
    EnvironmentsService,
    FlagLookup,
    FlagStore,
    FlagsService,
    PublishGuards,
    SdkKeyStore,
    SdkKeysService,
  ],
  exports: [
    Allocations,
    EnvironmentsService,
    FlagLookup,
    FlagsService,
    MetadataFieldsService,
    PublishGuards,
    SdkKeysService,
  ],
})
export class FlagsModule {}
