import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { CONFIG, type Config } from '../config/index.js';
import { LOG, type Logger } from '../kernel/index.js';
import { KeptTables } from '../warehouses/index.js';

const everyMinutes = 30;

/** Queues the dropping of kept tables whose life is over. Any number of processes may tick: one job per connection. */
@Injectable()
export class CleanUpTick {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
    private readonly kept: KeptTables,
  ) {}

  @Interval(everyMinutes * 60_000)
  async tick(): Promise<void> {
    if (this.config.ASSAY_ROLE === 'api') return;
    try {
      await this.kept.queueDue();
    } catch (cause) {
      this.log.warn({ cause }, 'the clean-up of kept tables could not be queued, trying again');
    }
  }
}
