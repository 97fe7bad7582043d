import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { z } from 'zod';
import type { Transaction } from '../database/index.js';
import { PublicationEntity, RulesetEntity, SigningKeyEntity } from './publication.entity.js';
import { type Publication, type PublishedForms, rulesetChannel } from './publication.js';

const headers = z.object({ server: z.string(), client: z.string(), compiled: z.string() });

const toPublication = (row: PublicationEntity): Publication => ({ ...row, headers: headers.parse(row.headers) });

/** What is kept of a ruleset's content, once and for ever. */
export interface StoredRuleset {
  readonly flags: number;
  readonly createdAt: Date;
  readonly forms: PublishedForms['forms'];
}

export interface StoredSigningKey {
  readonly kid: string;
  readonly organisationId: string;
  readonly publicKey: string;
  /** Version of the secret that holds the private half. */
  readonly secretVersion: string;
  readonly createdAt: Date;
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
    const { flags, createdAt, server, client, compiled } = row;
    return { flags, createdAt, forms: { server, client, compiled } };
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
              r.server, r.client, r.compiled
         FROM publication AS p JOIN ruleset AS r USING (environment_id, content)
        WHERE $1::text IS NULL OR p.environment_id = $1
        ORDER BY p.environment_id, p.version DESC`,
      [environmentId],
    );
    return rows.map(({ server, client, compiled, ...row }) => ({
      ...toPublication(row),
      forms: { server, client, compiled },
    }));
  }

  async findSigningKey(tx: Transaction, organisationId: string): Promise<StoredSigningKey | null> {
    return tx.findOne(SigningKeyEntity, {
      where: { organisationId, retiredAt: IsNull() },
      order: { createdAt: 'DESC' },
    });
  }

  /** Newest first; retired ones too, since what they signed is still about. */
  async listSigningKeys(
    tx: Transaction,
    organisationId: string,
  ): Promise<(StoredSigningKey & { retiredAt: Date | null })[]> {
    return tx.find(SigningKeyEntity, { where: { organisationId }, order: { createdAt: 'DESC' } });
  }

  async addSigningKey(tx: Transaction, key: StoredSigningKey): Promise<void> {
    await tx.insert(SigningKeyEntity, { ...key, retiredAt: null });
  }
}
