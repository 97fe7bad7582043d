import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { z } from 'zod';
import type { Transaction } from '../database/index.js';
import { PublicationEntity, RulesetEntity, RulesetPartEntity, RulesetPinEntity } from './publication.entity.js';
import type { PartForms } from './parts.js';
import { type Pin, type Publication, type PublishedForms, rulesetChannel } from './publication.js';

const headers = z.object({
  server: z.string(),
  client: z.string(),
  compiled: z.string(),
  bandits: z.string().nullable().default(null),
});

const partHeaders = z.object({ server: z.string(), client: z.string(), compiled: z.string() });
const parts = z.array(z.object({ tags: z.string(), digest: z.string(), headers: partHeaders }));

const toPublication = (row: PublicationEntity): Publication => ({
  ...row,
  headers: headers.parse(row.headers),
  parts: parts.parse(row.parts),
});

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
    {
      environmentId,
      organisationId,
      workspaceId,
      content,
    }: Omit<Publication, 'version' | 'headers' | 'parts' | 'publishedAt'>,
    { flags, createdAt, forms }: StoredRuleset,
  ): Promise<void> {
    await tx.insert(RulesetEntity, { environmentId, organisationId, workspaceId, content, flags, createdAt, ...forms });
  }

  /** Keep the bytes of a part, once. */
  async addPart(
    tx: Transaction,
    {
      environmentId,
      organisationId,
      workspaceId,
    }: Pick<Publication, 'environmentId' | 'organisationId' | 'workspaceId'>,
    digest: string,
    forms: Readonly<Record<keyof PartForms, Buffer>>,
  ): Promise<void> {
    const row = { environmentId, organisationId, workspaceId, digest, ...forms };
    await tx.createQueryBuilder().insert().into(RulesetPartEntity).values(row).orIgnore().execute();
  }

  async #partForms(tx: Transaction, publications: readonly Publication[]): Promise<PublishedForms['partForms'][]> {
    const all: PublishedForms['partForms'][] = [];
    for (const { environmentId, parts: limited } of publications) {
      const digests = [...new Set(limited.map(({ digest }) => digest))];
      const rows =
        digests.length === 0 ? [] : await tx.findBy(RulesetPartEntity, { environmentId, digest: In(digests) });
      all.push(new Map(rows.map(({ digest, server, client, compiled }) => [digest, { server, client, compiled }])));
    }
    return all;
  }

  /** Whoever delivers hears of it when the transaction commits. */
  async add(tx: Transaction, publication: Publication): Promise<void> {
    const { headers: signed, parts: limited } = publication;
    await tx.insert(PublicationEntity, { ...publication, headers: { ...signed }, parts: [...limited] });
    await tx.query('SELECT pg_notify($1, $2)', [rulesetChannel, publication.environmentId]);
  }

  /** The newest of every environment, or of one, with its bytes. */
  async listNewest(tx: Transaction, environmentId: string | null = null): Promise<PublishedForms[]> {
    const rows = await tx.query<(PublicationEntity & PublishedForms['forms'])[]>(
      `SELECT DISTINCT ON (p.environment_id)
              p.environment_id AS "environmentId", p.organisation_id AS "organisationId",
              p.workspace_id AS "workspaceId", p.version, p.content, p.headers, p.parts,
              p.published_at AS "publishedAt", r.server, r.client, r.compiled, r.bandits
         FROM publication AS p JOIN ruleset AS r USING (environment_id, content)
        WHERE $1::text IS NULL OR p.environment_id = $1
        ORDER BY p.environment_id, p.version DESC`,
      [environmentId],
    );
    const publications = rows.map(toPublication);
    const partForms = await this.#partForms(tx, publications);
    return rows.map(({ server, client, compiled, bandits, ...row }, at) => ({
      ...toPublication(row),
      forms: { server, client, compiled, bandits },
      partForms: partForms[at] ?? new Map(),
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
              p.workspace_id AS "workspaceId", p.version, p.content, p.headers, p.parts,
              p.published_at AS "publishedAt", r.flags
         FROM publication AS p JOIN ruleset AS r USING (environment_id, content)
        WHERE p.environment_id = $1 AND ($2::integer IS NULL OR p.version < $2)
        ORDER BY p.version DESC LIMIT $3`,
      [environmentId, before, limit],
    );
    return rows.map((row) => ({ ...toPublication(row), flags: row.flags }));
  }

  /** Every tag set that an environment ever published for. */
  async listTagSets(tx: Transaction, environmentId: string): Promise<string[]> {
    const rows = await tx.query<{ tags: string }[]>(
      `SELECT DISTINCT part ->> 'tags' AS tags FROM publication, jsonb_array_elements(parts) AS part WHERE environment_id = $1`,
      [environmentId],
    );
    return rows.map(({ tags }) => tags);
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
