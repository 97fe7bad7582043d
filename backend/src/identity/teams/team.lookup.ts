import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import type { FieldError } from '../../kernel/index.js';
import type { Actor } from '../access/actor.js';
import { TeamStore } from './team.store.js';

/** Answers higher floors about teams, inside their transaction. */
@Injectable()
export class TeamLookup {
  constructor(private readonly teams: TeamStore) {}

  /** What is wrong with a team that is to own something; it is kept from being deleted until the transaction ends. */
  async problemsOf(
    tx: Transaction,
    { workspaceId }: Pick<Actor, 'workspaceId'>,
    teamId: string | null | undefined,
  ): Promise<FieldError[]> {
    if (teamId === null || teamId === undefined) return [];
    if ((await this.teams.find(tx, workspaceId, teamId, 'stay')) !== null) return [];
    return [{ path: 'teamId', message: 'There is no such team here: choose one of the list, or none.' }];
  }
}
