import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { TrainingSchedule } from '../bandits/index.js';
import { CONFIG, type Config } from '../config/index.js';
import { Database } from '../database/index.js';
import { ExperimentsService } from '../experiments/index.js';
import { LOG, type Logger } from '../kernel/index.js';
import { RunsService } from '../pipeline/index.js';

const everySeconds = 15;
const atOnce = 20;

/**
 * Queues the refreshes and trainings that schedules ask for. Any number of processes may tick: rows are taken under a lock that others
 * skip, and the run is queued in the transaction that sets the next time, so none is lost and none is doubled.
 */
@Injectable()
export class RefreshTick {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
    private readonly database: Database,
    private readonly experiments: ExperimentsService,
    private readonly runs: RunsService,
    private readonly trainings: TrainingSchedule,
  ) {}

  @Interval(everySeconds * 1000)
  async tick(): Promise<void> {
    if (this.config.ASSAY_ROLE === 'api') return;
    try {
      await this.queueDue();
      await this.queueTrainings();
    } catch (cause) {
      this.log.warn({ cause }, 'scheduled runs could not be queued, trying again');
    }
  }

  /** Queues the trainings of bandits that are due now and returns how many there are. */
  async queueTrainings(): Promise<number> {
    return this.database.acrossOrganisations((tx) => this.trainings.queueDue(tx, atOnce));
  }

  /** Queues what is due now and returns how many runs that made. */
  async queueDue(): Promise<number> {
    return this.database.acrossOrganisations(async (tx) => {
      const due = await this.experiments.takeDue(tx, atOnce);
      for (const one of due) await this.runs.requestIn(tx, one, one.id, 'schedule', null);
      return due.length;
    });
  }
}
