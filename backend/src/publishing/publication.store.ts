import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Transaction } from '../database/index.js';
import { PublicationEntity, RulesetEntity, RulesetPinEntity } from './publication.entity.js';
import { type Pin, type Publication, type PublishedForms, rulesetChannel } from './publication.js';

const headers = z.object({
  server: z.string(),
  client: z.string(),
  compiled: z.string(),
  bandits: z.string().nullable().default(null),
});

const toPublication = (row: PublicationEntity): Publication => ({ ...row, headers: headers.parse(row.headers) });

/** What is kept of a ruleset's content, once and for ever. */
export interface StoredRuleset {
  readonly flags: number;
  readonly createdAt: Date;
  readonly forms: PublishedForms['forms'];
}

@Injectable()
export class PublicationStore {
  async findNewest(tx: Transaction, environmentId: string): Promise<Publication | null> {
    const row = await tx.findOne(PublicationEntity, { where: { environmentId }, order: { version: 'DESC' } });
    return row && toPublication(row);
  }

  async findRuleset(tx: Transaction, environmentId: string, content: string): Promise<StoredRuleset | null> {
    const row = await tx.findOneBy(RulesetEntity, { environmentId, content });
    if (row === null) return null;
    const { flags, createdAt, server, client, compiled, bandits } = row;
    return { flags, createdAt, forms: { server, client, compiled, bandits } };
  }

  async addRuleset(
    tx: Transaction,
    { environmentId, organisationId, workspaceId, content }: Omit<Publication, 'version' | 'headers' | 'publishedAt'>,
    { flags, createdAt, forms }: StoredRuleset,
  ): Promise<void> {
    await tx.insert(RulesetEntity, { environmentId, organisationId, workspaceId, content, flags, createdAt, ...forms });
  }

  /** Whoever delivers hears of it when the transaction commits. */
  async add(tx: Transaction, publication: Publication): Promise<void> {
    await tx.insert(PublicationEntity, { ...publication, headers: { ...publication.headers } });
    await tx.query('SELECT pg_notify($1, $2)', [rulesetChannel, publication.environmentId]);
  }

  /** The newest of every environment, or of one, with its bytes. */
  async listNewest(tx: Transaction, environmentId: string | null = null): Promise<PublishedForms[]> {
    const rows = await tx.query<(PublicationEntity & PublishedForms['forms'])[]>(
      `SELECT DISTINCT ON (p.environment_id)
              p.environment_id AS "environmentId", p.organisation_id AS "organisationId",
              p.workspace_id AS "workspaceId", p.version, p.content, p.headers, p.published_at AS "publishedAt",
              r.server, r.client, r.compiled, r.bandits
         FROM publication AS p JOIN ruleset AS r USING (environment_id, content)
        WHERE $1::text IS NULL OR p.environment_id = $1
        ORDER BY p.environment_id, p.version DESC`,
      [environmentId],
    );
    return rows.map(({ server, client, compiled, bandits, ...row }) => ({
      ...toPublication(row),
      forms: { server, client, compiled, bandits },
    }));
  }

  /** Newest first, from below a version, without the bytes. */
  async listOf(
    tx: Transaction,
    environmentId: string,
    before: number | null,
    limit: number,
  ): Promise<(Publication & { readonly flags: number })[]> {
    const rows = await tx.query<(PublicationEntity & { flags: number })[]>(
      `SELECT p.environment_id AS "environmentId", p.organisation_id AS "organisationId",
              p.workspace_id AS "workspaceId", p.version, p.content, p.headers, p.published_at AS "publishedAt", r.flags
         FROM publication AS p JOIN ruleset AS r USING (environment_id, content)
        WHERE p.environment_id = $1 AND ($2::integer IS NULL OR p.version < $2)
        ORDER BY p.version DESC LIMIT $3`,
      [environmentId, before, limit],
    );
    return rows.map((row) => ({ ...toPublication(row), flags: row.flags }));
  }

  async find(tx: Transaction, environmentId: string, version: number): Promise<Publication | null> {
    const row = await tx.findOneBy(PublicationEntity, { environmentId, version });
    return row && toPublication(row);
  }

  async findPin(tx: Transaction, environmentId: string): Promise<Pin | null> {
    return tx.findOneBy(RulesetPinEntity, { environmentId });
  }

  async savePin(tx: Transaction, pin: Pin): Promise<void> {
    await tx.upsert(RulesetPinEntity, pin, ['environmentId']);
  }

  async removePin(tx: Transaction, environmentId: string): Promise<void> {
    await tx.delete(RulesetPinEntity, { environmentId });
  }

  /** Every environment of the organisation that has a ruleset. */
  async listEnvironments(tx: Transaction, organisationId: string): Promise<string[]> {
    const sql = 'SELECT DISTINCT environment_id AS id FROM publication WHERE organisation_id = $1 ORDER BY 1';
    return (await tx.query<{ id: string }[]>(sql, [organisationId])).map(({ id }) => id);
  }
}
