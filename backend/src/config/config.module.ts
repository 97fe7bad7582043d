import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from '../kernel/index.js';
import type { Config } from './config.js';

/** Injection token of the settings: `@Inject(CONFIG) private readonly config: Config`. */
export const CONFIG = Symbol('config');

/** Hands out the settings and the clock to every module. */
@Global()
@Module({})
export class ConfigModule {
  static with(config: Config, clock: Clock = new SystemClock()): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: Clock, useValue: clock },
      ],
      exports: [CONFIG, Clock],
    };
  }
}
