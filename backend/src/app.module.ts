import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from './audit/index.js';
import { AutomationModule } from './automation/index.js';
import { BanditsModule } from './bandits/index.js';
import { type Config, ConfigModule } from './config/index.js';
import { DatabaseModule } from './database/index.js';
import { DemoModule } from './demo/index.js';
import { DeliveryModule } from './delivery/index.js';
import { ExperimentsModule } from './experiments/index.js';
import { FlagsModule } from './flags/index.js';
import { IdentityModule } from './identity/index.js';
import { JobsModule } from './jobs/index.js';
import type { Clock, Logger } from './kernel/index.js';
import { MetricsModule } from './metrics/index.js';
import { NotificationsModule } from './notifications/index.js';
import { PipelineModule } from './pipeline/index.js';
import { PublishingModule } from './publishing/index.js';
import { ResultsModule } from './results/index.js';
import { SchedulingModule } from './scheduling/index.js';
import { SecretsModule } from './secrets/index.js';
import { WarehousesModule } from './warehouses/index.js';

export interface AppOptions {
  readonly config: Config;
  readonly log: Logger;
  /** Address of the migrated database. */
  readonly databaseUrl: string;
  /** Absent: the machine's clock. */
  readonly clock?: Clock;
}

/** The only file that lists modules, lowest floor first. */
@Module({})
export class AppModule {
  static with({ config, log, databaseUrl, clock }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config, log, clock),
        DatabaseModule.at(databaseUrl),
        AuditModule,
        SecretsModule,
        JobsModule,
        IdentityModule,
        FlagsModule,
        WarehousesModule,
        MetricsModule,
        ExperimentsModule,
        PipelineModule,
        ResultsModule,
        BanditsModule,
        PublishingModule,
        AutomationModule,
        DeliveryModule,
        SchedulingModule,
        NotificationsModule,
        DemoModule,
      ],
    };
  }
}
