import type { FlagMetadata, MetadataFieldInput, MetadataFieldUpdate, MetadataFieldView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import {
  Clock,
  expectVersion,
  Failure,
  type FieldError,
  found,
  invalid,
  newId,
  type Page,
} from '../../kernel/index.js';
import { checkMetadata, type MetadataField, metadataFieldViewOf } from './metadata-field.js';
import { MetadataFieldStore } from './metadata-field.store.js';

const fieldsAtMost = 50;

/** The fields of a workspace. */
@Injectable()
export class MetadataFieldsService {
  constructor(
    private readonly database: Database,
    private readonly fields: MetadataFieldStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list({ organisationId, workspaceId }: Actor): Promise<Page<MetadataFieldView>> {
    return this.database.inOrganisation(organisationId, async (tx) => {
      const fields = await this.fields.list(tx, workspaceId);
      return { items: fields.map(metadataFieldViewOf), next: null };
    });
  }

  /** Everything that is wrong with what is said of a flag of the workspace. */
  async check(tx: Transaction, who: Actor, metadata: FlagMetadata, before: FlagMetadata): Promise<FieldError[]> {
    return checkMetadata(metadata, before, await this.fields.list(tx, who.workspaceId));
  }

  async create(who: Actor, input: MetadataFieldInput): Promise<MetadataFieldView> {
    const at = this.clock.now();
    const { organisationId, workspaceId } = who;
    const place = { id: newId('mdf', at), organisationId, workspaceId };
    const field: MetadataField = { ...input, ...place, version: 1, createdAt: at, updatedAt: at };
    return this.database.inOrganisation(organisationId, async (tx) => {
      if ((await this.fields.list(tx, workspaceId)).length >= fieldsAtMost) {
        const message = `A workspace has at most ${fieldsAtMost} metadata fields. Delete one that nobody needs.`;
        throw new Failure('conflict', message, { limit: fieldsAtMost });
      }
      if (!(await this.fields.add(tx, field))) {
        const message = `A metadata field "${input.key}" exists already. Choose another key.`;
        throw new Failure('conflict', message, { field: 'key' });
      }
      await this.#record(tx, who, 'created', null, field);
      return metadataFieldViewOf(field);
    });
  }

  async update(
    who: Actor,
    key: string,
    input: MetadataFieldUpdate,
    expected: number | null,
  ): Promise<MetadataFieldView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = found(await this.fields.find(tx, who.workspaceId, key, true), 'metadata field', key);
      expectVersion(before.version, expected);
      if (input.key !== key) throw invalid('key', 'The key never changes. Make another field.');
      if (input.kind !== before.kind) throw invalid('kind', 'The kind never changes. Make another field.');
      const after: MetadataField = { ...before, ...input, version: before.version + 1, updatedAt: this.clock.now() };
      await this.fields.save(tx, after);
      await this.#record(tx, who, 'updated', before, after);
      return metadataFieldViewOf(after);
    });
  }

  /** What flags say in it goes with it; the history of each flag keeps it. */
  async remove(who: Actor, key: string, expected: number | null): Promise<void> {
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = found(await this.fields.find(tx, who.workspaceId, key, true), 'metadata field', key);
      expectVersion(before.version, expected);
      const flags = await this.fields.remove(tx, before);
      await this.#record(tx, who, 'deleted', { ...metadataFieldViewOf(before), flags }, null, before);
    });
  }

  async #record(
    tx: Transaction,
    who: Actor,
    verb: 'created' | 'updated' | 'deleted',
    before: object | null,
    after: MetadataField | null,
    named: MetadataField | null = after,
  ): Promise<void> {
    const { id, name } = named!;
    await this.audit.append(tx, {
      actor: who,
      action: `metadata_field.${verb}`,
      target: { kind: 'metadata_field', id, name },
      before,
      after: after && metadataFieldViewOf(after),
    });
  }
}
