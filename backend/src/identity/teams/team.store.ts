import { Injectable } from '@nestjs/common';
import type { TeamView } from '@assay/api-contract';
import type { Transaction } from '../../database/index.js';
import { TeamEntity } from './team.entity.js';
import type { Owned, Team, TeamMember } from './team.js';

const nobodysThings: TeamView['owns'] = { flags: 0, experiments: 0, metrics: 0 };

@Injectable()
export class TeamStore {
  /** By name. */
  async list(tx: Transaction, workspaceId: string): Promise<Team[]> {
    return tx.find(TeamEntity, { where: { workspaceId }, order: { name: 'ASC', id: 'ASC' } });
  }

  /** `lock`: `change` keeps other edits waiting, `stay` only that it is deleted. */
  async find(tx: Transaction, workspaceId: string, id: string, lock?: 'change' | 'stay'): Promise<Team | null> {
    return tx.findOne(TeamEntity, {
      where: { workspaceId, id },
      ...(lock && { lock: { mode: lock === 'change' ? 'pessimistic_write' : 'for_key_share' } }),
    });
  }

  /** False if another team of the workspace has this name. */
  async isFree(tx: Transaction, { id, workspaceId, name }: Team): Promise<boolean> {
    await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('team ' || $1, 0))", [workspaceId]);
    const other = await tx.findOneBy(TeamEntity, { workspaceId, name });
    return other === null || other.id === id;
  }

  async save(tx: Transaction, team: Team, memberIds: readonly string[]): Promise<void> {
    await tx.upsert(TeamEntity, { ...team }, ['id']);
    const { id, organisationId, workspaceId } = team;
    await tx.query('DELETE FROM team_member WHERE team_id = $1', [id]);
    await tx.query(
      `INSERT INTO team_member (team_id, organisation_id, workspace_id, person_id)
       SELECT $1, $2, $3, unnest($4::text[])`,
      [id, organisationId, workspaceId, memberIds],
    );
  }

  async remove(tx: Transaction, id: string): Promise<void> {
    await tx.delete(TeamEntity, { id });
  }

  /** By team, and there by name. */
  async members(tx: Transaction, teamIds: readonly string[]): Promise<ReadonlyMap<string, readonly TeamMember[]>> {
    const rows = await tx.query<(TeamMember & { teamId: string })[]>(
      `SELECT m.team_id AS "teamId", p.id, p.name FROM team_member AS m JOIN person AS p ON p.id = m.person_id
        WHERE m.team_id = ANY ($1::text[]) ORDER BY p.name, p.id`,
      [teamIds],
    );
    return new Map(
      teamIds.map((id) => [
        id,
        rows.filter(({ teamId }) => teamId === id).map(({ id: person, name }) => ({ id: person, name })),
      ]),
    );
  }

  /** How many flags, experiments and metrics each team owns. */
  async counts(tx: Transaction, teamIds: readonly string[]): Promise<ReadonlyMap<string, TeamView['owns']>> {
    const rows = await tx.query<{ teamId: string; kind: keyof TeamView['owns']; count: number }[]>(
      `SELECT team_id AS "teamId", kind, count(*)::int AS count FROM (
         SELECT team_id, 'flags' AS kind FROM flag WHERE team_id = ANY ($1::text[])
         UNION ALL SELECT team_id, 'experiments' FROM experiment WHERE team_id = ANY ($1::text[])
         UNION ALL SELECT team_id, 'metrics' FROM definition WHERE team_id = ANY ($1::text[])
       ) AS owned GROUP BY 1, 2`,
      [teamIds],
    );
    const counts = new Map<string, TeamView['owns']>(teamIds.map((id) => [id, nobodysThings]));
    for (const { teamId, kind, count } of rows) counts.set(teamId, { ...counts.get(teamId)!, [kind]: count });
    return counts;
  }

  /** What a team owns, archived flags too. */
  async owned(tx: Transaction, teamId: string): Promise<readonly Owned[]> {
    return tx.query(
      `SELECT 'flag' AS kind, key AS name FROM flag WHERE team_id = $1
       UNION ALL SELECT 'experiment', name FROM experiment WHERE team_id = $1
       UNION ALL SELECT 'metric', name FROM definition WHERE team_id = $1
       ORDER BY 1, 2`,
      [teamId],
    );
  }

  /**
   * Gives everything that one team owns to another. Flags and experiments have a new version from then on, flags an
   * entry in their history; a metric's version says how it is computed, and stays.
   */
  async handOver(
    tx: Transaction,
    from: Team,
    to: Team,
    how: { readonly at: Date; readonly by: string },
  ): Promise<void> {
    const { at, by } = how;
    await tx.query(
      `WITH changed AS (
         UPDATE flag SET team_id = $2, version = version + 1, updated_at = $3 WHERE team_id = $1
         RETURNING id, organisation_id, workspace_id, version
       )
       INSERT INTO flag_version (flag_id, version, organisation_id, workspace_id, at, by, change, content)
       SELECT c.id, c.version, c.organisation_id, c.workspace_id, $3, $4, $5, v.content
              || jsonb_build_object('version', c.version, 'updatedAt', $6::text, 'teamId', $2::text)
         FROM changed AS c JOIN flag_version AS v ON v.flag_id = c.id AND v.version = c.version - 1`,
      [from.id, to.id, at, by, `handed over from ${from.name} to ${to.name}`, at.toISOString()],
    );
    await tx.query('UPDATE experiment SET team_id = $2, version = version + 1, updated_at = $3 WHERE team_id = $1', [
      from.id,
      to.id,
      at,
    ]);
    await tx.query('UPDATE definition SET team_id = $2 WHERE team_id = $1', [from.id, to.id]);
  }
}
