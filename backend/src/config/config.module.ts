import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock, LOG, type Logger, SystemClock } from '../kernel/index.js';
import type { Config } from './config.js';

/** Injection token of the settings: `@Inject(CONFIG) private readonly config: Config`. */
export const CONFIG = Symbol('config');

/** Hands out the settings, the log and the clock to every module. */
@Global()
@Module({})
export class ConfigModule {
  static with(config: Config, log: Logger, clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: LOG, useValue: log },
        { provide: Clock, useValue: clock },
      ],
      exports: [CONFIG, LOG, Clock],
    };
  }
}
