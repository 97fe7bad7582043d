import type { MetricSearch, OwningTeam } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database } from '../database/index.js';
import { type Actor, TeamLookup } from '../identity/index.js';
import { decodeCursor, expectVersion, found, invalid, type Page, pageOf } from '../kernel/index.js';
import type { Definition } from './definition.js';
import { DefinitionStore } from './definition.store.js';

/** Which team owns a metric. A certified one has a team too: a repository says how it is computed, not whose it is. */
@Injectable()
export class MetricTeamsService {
  constructor(
    private readonly database: Database,
    private readonly definitions: DefinitionStore,
    private readonly teams: TeamLookup,
    private readonly audit: Audit,
  ) {}

  /** Metrics by name; of one team, or all. */
  async list(who: Actor, { limit, cursor, team }: MetricSearch): Promise<Page<Definition<'metric'>>> {
    const after = decodeCursor(cursor, ['text', 'text']);
    const rows = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.definitions.list(tx, who.workspaceId, 'metric', limit + 1, after, team ?? null),
    );
    return pageOf(rows, limit, ({ body, id }) => [body.name, id]);
  }

  async set(who: Actor, id: string, { teamId }: OwningTeam, expected: number | null): Promise<Definition<'metric'>> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = found(await this.definitions.find(tx, who.workspaceId, 'metric', id), 'metric', id);
      expectVersion(before.version, expected);
      const [problem] = await this.teams.problemsOf(tx, who, teamId);
      if (problem !== undefined) throw invalid(problem.path, problem.message);
      await this.definitions.setTeam(tx, id, teamId);
      await this.audit.append(tx, {
        actor: who,
        action: 'metric.team_changed',
        target: { kind: 'metric', id, name: before.body.name },
        before: { teamId: before.teamId },
        after: { teamId },
      });
      return { ...before, teamId };
    });
  }
}
