import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { Clock } from '../../kernel/index.js';
import { RunsService } from '../../pipeline/index.js';
import { nextTraining } from '../bandit.js';
import { BanditStore } from '../bandit.store.js';

/** Which trainings are due. */
@Injectable()
export class TrainingSchedule {
  constructor(
    private readonly bandits: BanditStore,
    private readonly runs: RunsService,
    private readonly clock: Clock,
  ) {}

  /** Queues what is due now, over all organisations, and sets the next times; returns how many. */
  async queueDue(tx: Transaction, limit: number): Promise<number> {
    const now = this.clock.now();
    const due = await this.bandits.takeDue(tx, now, limit);
    for (const bandit of due) {
      await this.runs.requestTrainingIn(tx, bandit, bandit.id, { origin: 'schedule', requestedBy: null });
      await this.bandits.setNextTraining(tx, bandit.id, nextTraining(bandit.definition, now));
    }
    return due.length;
  }
}
