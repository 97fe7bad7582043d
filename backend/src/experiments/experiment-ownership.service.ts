import type { ExperimentCreation, ExperimentInput } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import { FlagLookup, MetadataFieldsService, owned, type Ownership, unowned } from '../flags/index.js';
import { type Actor, TeamLookup } from '../identity/index.js';
import { type FieldError, invalid, invalidInput } from '../kernel/index.js';

/** Who answers for an experiment and what is known of it, checked by the metadata fields of the workspace. */
@Injectable()
export class ExperimentOwnership {
  constructor(
    private readonly flags: FlagLookup,
    private readonly metadata: MetadataFieldsService,
    private readonly teams: TeamLookup,
  ) {}

  /** Of a new one: what the request says, and else what its flag says. Every required field must be filled. */
  async ofNew(tx: Transaction, who: Actor, input: ExperimentCreation): Promise<Ownership> {
    const flag = input.fromFlag === undefined ? unowned : await this.#ofFlag(tx, who, input.fromFlag);
    const after = owned(flag, { ...input, metadata: { ...flag.metadata, ...input.metadata } });
    refuse([
      ...(await this.metadata.check(tx, who, 'experiment', { metadata: after.metadata, before: flag.metadata })),
      ...(await this.teams.problemsOf(tx, who, input.teamId)),
    ]);
    return after;
  }

  /** After an edit; fields are looked at where the edit speaks of metadata. */
  async ofEdited(tx: Transaction, who: Actor, before: Ownership, input: ExperimentInput): Promise<Ownership> {
    const after = owned(before, input);
    refuse(await this.teams.problemsOf(tx, who, input.teamId));
    if (input.metadata !== undefined) {
      const { metadata } = after;
      refuse(await this.metadata.check(tx, who, 'experiment', { metadata, before: before.metadata }));
    }
    return after;
  }

  async #ofFlag(tx: Transaction, who: Actor, key: string): Promise<Ownership> {
    const flag = await this.flags.find(tx, who, key);
    if (flag === null) throw invalid('fromFlag', `There is no flag “${key}” here: name one of the list, or none.`);
    return { ...flag, metadata: await this.metadata.shared(tx, who, 'experiment', flag.metadata) };
  }
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidInput(errors.map(({ path, message }) => ({ message, path: path.split('.') })));
}
