import type { ExperimentSwitchback } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/index.js';
import { FlagLookup } from '../../flags/index.js';
import type { Actor } from '../../identity/index.js';
import { ExperimentsService } from '../experiments.service.js';

/** The schedule of an experiment that one of our own flags runs. It is of the flag, so no warehouse is asked. */
@Injectable()
export class ExperimentSwitchbackService {
  constructor(
    private readonly database: Database,
    private readonly experiments: ExperimentsService,
    private readonly flags: FlagLookup,
  ) {}

  async view(who: Actor, id: string): Promise<ExperimentSwitchback> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const { design } = await this.experiments.getIn(tx, who, id);
      return { planned: await this.flags.findSwitchback(tx, who, design.experimentKey) };
    });
  }
}
