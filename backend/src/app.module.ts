import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from './audit/index.js';
import { type Config, ConfigModule } from './config/index.js';
import { DatabaseModule } from './database/index.js';
import { IdentityModule } from './identity/index.js';
import type { Clock } from './kernel/index.js';

export interface AppOptions {
  readonly config: Config;
  /** Address of the migrated database. */
  readonly databaseUrl: string;
  /** Absent: the machine's clock. */
  readonly clock?: Clock;
}

/** The only file that lists modules, lowest floor first. */
@Module({})
export class AppModule {
  static with({ config, databaseUrl, clock }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [ConfigModule.with(config, clock), DatabaseModule.at(databaseUrl), AuditModule, IdentityModule],
    };
  }
}
