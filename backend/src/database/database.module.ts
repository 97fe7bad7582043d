import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { openDataSource } from './data-source.js';
import { DATA_SOURCE, Database, DATABASE_URL } from './database.service.js';

/** Opens the database at `url`, which is migrated by then, for every module. */
@Global()
@Module({})
export class DatabaseModule {
  static at(url: string): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: DATABASE_URL, useValue: url },
        {
          provide: DATA_SOURCE,
          inject: [CONFIG],
          useFactory: (config: Config) => openDataSource(url, config.DATABASE_POOL),
        },
        Database,
      ],
      exports: [Database, DATABASE_URL],
    };
  }
}
