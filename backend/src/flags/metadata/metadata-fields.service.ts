import type {
  MetadataFieldInput,
  MetadataFieldUpdate,
  MetadataFieldView,
  MetadataTarget,
  MetadataValues,
} from '@assay/api-contract';
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
import { checkMetadata, fieldsOf, type MetadataField, metadataFieldViewOf, saidIn } from './metadata-field.js';
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

  /** Everything that is wrong with what is said of a flag or an experiment of the workspace. */
  async check(
    tx: Transaction,
    who: Actor,
    target: MetadataTarget,
    { metadata, before }: { readonly metadata: MetadataValues; readonly before: MetadataValues },
  ): Promise<FieldError[]> {
    return checkMetadata(metadata, before, fieldsOf(target, await this.fields.list(tx, who.workspaceId)));
  }

  /** What is said in the fields that are asked of the target, too: what one thing takes over from another. */
  async shared(tx: Transaction, who: Actor, target: MetadataTarget, metadata: MetadataValues): Promise<MetadataValues> {
    return saidIn(fieldsOf(target, await this.fields.list(tx, who.workspaceId)), metadata);
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
      const { appliesTo = before.appliesTo, ...rest } = input;
      const stamp = { version: before.version + 1, updatedAt: this.clock.now() };
      const after: MetadataField = { ...before, ...rest, appliesTo, ...stamp };
      await this.fields.save(tx, after);
      await this.#record(tx, who, 'updated', before, after);
      return metadataFieldViewOf(after);
    });
  }

  /** What is said in it goes with it: each flag and experiment that said something gets a new version. */
  async remove(who: Actor, key: string, expected: number | null): Promise<void> {
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = found(await this.fields.find(tx, who.workspaceId, key, true), 'metadata field', key);
      expectVersion(before.version, expected);
      const left = await this.fields.remove(tx, before, { at: this.clock.now(), by: who.name });
      await this.#record(tx, who, 'deleted', { ...metadataFieldViewOf(before), ...left }, null, before);
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
