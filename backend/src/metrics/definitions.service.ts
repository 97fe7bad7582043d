import type { DefinitionUses, PageQuery } from '@assay/api-contract';
import type {
  AssignmentSource,
  EntryPoint,
  FactSource,
  Metric,
  MetricCollection,
  PropertySource,
  Segment,
} from '@assay/definitions';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database, type Transaction } from '../database/index.js';
import type { Actor } from '../identity/index.js';
import {
  Clock,
  decodeCursor,
  expectVersion,
  Failure,
  type FieldError,
  found,
  newId,
  type Page,
  pageOf,
} from '../kernel/index.js';
import {
  type Mapped,
  mappedByAssignmentSource,
  mappedByEntryPoint,
  mappedByFactSource,
  mappedByPropertySource,
  problemsOfColumns,
} from './column-checks.js';
import {
  metricsBrokenBy,
  problemsOfAssignmentSource,
  problemsOfCollection,
  problemsOfEntryPoint,
  problemsOfFactSource,
  problemsOfMetric,
  problemsOfPropertySource,
  problemsOfSegment,
} from './cross-checks.js';
import {
  type BodyOf,
  type CheckedSql,
  type Definition,
  type DefinitionKind,
  idPrefixOf,
  type Known,
  titleOf,
  usesOf,
} from './definition.js';
import { DefinitionStore, type SavedVersion } from './definition.store.js';
import { noteDefinition } from './definition.audit.js';
import { SelectShapes } from './select-shapes.service.js';

/** Creating, editing and deleting what experiments are measured by. The same rules hold for every kind. */
@Injectable()
export class DefinitionsService {
  constructor(
    private readonly database: Database,
    private readonly definitions: DefinitionStore,
    private readonly shapes: SelectShapes,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list<K extends DefinitionKind>(
    who: Actor,
    kind: K,
    { limit, cursor }: PageQuery,
  ): Promise<Page<Definition<K>>> {
    const after = decodeCursor(cursor, ['text', 'text']);
    const rows = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.definitions.list(tx, who.workspaceId, kind, limit + 1, after),
    );
    return pageOf(rows, limit, ({ body, id }) => [body.name, id]);
  }

  async get<K extends DefinitionKind>(who: Actor, kind: K, id: string): Promise<Definition<K>> {
    return this.database.inOrganisation(who.organisationId, (tx) => this.#getIn(tx, who, kind, id));
  }

  async versions(
    who: Actor,
    kind: DefinitionKind,
    id: string,
    { limit, cursor }: PageQuery,
  ): Promise<Page<SavedVersion>> {
    const [before = null] = decodeCursor(cursor, ['number']) ?? [];
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.#getIn(tx, who, kind, id);
      const rows = await this.definitions.versions(tx, id, limit + 1, before);
      return pageOf(rows, limit, ({ version }) => [version]);
    });
  }

  /** What a change of it reaches, before it is made. */
  async uses(who: Actor, kind: DefinitionKind, id: string): Promise<DefinitionUses> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.#getIn(tx, who, kind, id);
      return { items: [...(await this.definitions.reachedBy(tx, id))] };
    });
  }

  async create<K extends DefinitionKind>(who: Actor, kind: K, body: BodyOf[K]): Promise<Definition<K>> {
    await this.#expectSound(who, kind, body, null);
    const checked = await this.#ask(who, kind, body);
    const at = this.clock.now();
    const { organisationId, workspaceId } = who;
    const id = newId(idPrefixOf[kind], at);
    const definition: Definition<K> = {
      id,
      organisationId,
      workspaceId,
      kind,
      body,
      checked,
      certified: null,
      teamId: null,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
    await this.#write(who, definition, null, async (tx, uses) => this.definitions.add(tx, definition, who.name, uses));
    return definition;
  }

  async edit<K extends DefinitionKind>(
    who: Actor,
    kind: K,
    id: string,
    body: BodyOf[K],
    expected: number | null,
  ): Promise<Definition<K>> {
    const before = await this.get(who, kind, id);
    expectVersion(before.version, expected);
    expectOurs(before);
    await this.#expectSound(who, kind, body, id);
    const isAsked = JSON.stringify(mappingOf(kind, before.body)) !== JSON.stringify(mappingOf(kind, body));
    const checked = isAsked ? await this.#ask(who, kind, body) : before.checked;
    const after: Definition<K> = { ...before, body, checked, version: before.version + 1, updatedAt: this.clock.now() };
    await this.#write(who, after, before, async (tx, uses) => {
      if (!(await this.definitions.save(tx, after, who.name, uses))) expectVersion(before.version + 1, before.version);
    });
    return after;
  }

  /** Refused with `conflict` and the list of users while something names it. */
  async remove(who: Actor, kind: DefinitionKind, id: string, expected: number | null): Promise<void> {
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.definitions.lock(tx, who.workspaceId);
      const before = await this.#getIn(tx, who, kind, id);
      expectVersion(before.version, expected);
      expectOurs(before);
      const users = await this.definitions.users(tx, id);
      if (users.length > 0) throw inUse(before, users);
      await this.definitions.remove(tx, id);
      await noteDefinition(this.audit, tx, who, 'deleted', before, null);
    });
  }

  async #write(
    who: Actor,
    after: Definition,
    before: Definition | null,
    write: (tx: Transaction, uses: readonly string[]) => Promise<void>,
  ): Promise<void> {
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.definitions.lock(tx, who.workspaceId);
      const known = await this.definitions.known(tx, who.workspaceId);
      expectNone(problemsOf(after.kind, after.body, before?.id ?? null, known));
      if (before !== null && before.kind === 'fact_source') expectUnbroken(before.id, after.body as FactSource, known);
      if (before !== null) await this.#expectSameEntity(tx, before, after);
      await refuseTakenName(after, () => write(tx, usesOf(after.kind, after.body, known)));
      await noteDefinition(this.audit, tx, who, before === null ? 'created' : 'updated', before, after);
    });
  }

  /** The checks that need no warehouse, so that a typing error is told before a query runs. */
  async #expectSound(who: Actor, kind: DefinitionKind, body: BodyOf[DefinitionKind], id: string | null): Promise<void> {
    const known = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.definitions.known(tx, who.workspaceId),
    );
    expectNone(problemsOf(kind, body, id, known));
  }

  /** Ask the warehouse which columns a source has, and hold its mapping against them; null for kinds without SQL. */
  async #ask(who: Actor, kind: DefinitionKind, body: BodyOf[DefinitionKind]): Promise<CheckedSql | null> {
    const mapped = mappedBy(kind, body);
    if (mapped === null) return null;
    const checked = await this.shapes.of(who, (body as { readonly sql: string }).sql);
    expectNone(problemsOfColumns(mapped, checked.columns));
    return checked;
  }

  /** Experiments and collections were checked against what subjects are; changing it under them would mix two kinds. */
  async #expectSameEntity(tx: Transaction, before: Definition, after: Definition): Promise<void> {
    if (entityIdOf(before) === entityIdOf(after) && isSchedule(before) === isSchedule(after)) return;
    const users = (await this.definitions.users(tx, before.id)).filter(({ kind }) => isBound.has(kind));
    if (users.length > 0) throw inUse(before, users);
  }

  async #getIn<K extends DefinitionKind>(tx: Transaction, who: Actor, kind: K, id: string): Promise<Definition<K>> {
    return found(await this.definitions.find(tx, who.workspaceId, kind, id), titleOf[kind], id);
  }
}

/** What a repository manages is changed there: an edit here would be undone by its next sync. */
function expectOurs({ kind, body, certified }: Definition): void {
  if (certified === null) return;
  const where = certified.referenceUrl ?? `the repository that syncs as “${certified.syncTag}”`;
  const message = `The ${titleOf[kind]} “${body.name}” is certified: change it at ${where}.`;
  throw new Failure('conflict', message, { syncTag: certified.syncTag });
}

function problemsOf(kind: DefinitionKind, body: BodyOf[DefinitionKind], id: string | null, known: Known): FieldError[] {
  switch (kind) {
    case 'entity':
      return [];
    case 'assignment_source':
      return problemsOfAssignmentSource(body as AssignmentSource, known);
    case 'fact_source':
      return problemsOfFactSource(body as FactSource, id, known);
    case 'metric':
      return problemsOfMetric(body as Metric, known);
    case 'entry_point':
      return problemsOfEntryPoint(body as EntryPoint, known);
    case 'segment':
      return problemsOfSegment(body as Segment, known);
    case 'property_source':
      return problemsOfPropertySource(body as PropertySource, id, known);
    case 'metric_collection':
      return problemsOfCollection(body as MetricCollection, known);
    default:
      return kind satisfies never;
  }
}

/** The columns that a source maps; null for kinds without SQL. */
const mappedBy = (kind: DefinitionKind, body: BodyOf[DefinitionKind]): readonly Mapped[] | null => {
  switch (kind) {
    case 'fact_source':
      return mappedByFactSource(body as FactSource);
    case 'assignment_source':
      return mappedByAssignmentSource(body as AssignmentSource);
    case 'entry_point':
      return mappedByEntryPoint(body as EntryPoint);
    case 'property_source':
      return mappedByPropertySource(body as PropertySource);
    case 'entity':
    case 'metric':
    case 'segment':
    case 'metric_collection':
      return null;
    default:
      return kind satisfies never;
  }
};

/** The parts of a source that the warehouse has a say in. */
const mappingOf = (kind: DefinitionKind, body: BodyOf[DefinitionKind]): unknown => {
  const mapped = mappedBy(kind, body);
  return mapped && [(body as { readonly sql: string }).sql, mapped];
};

/** What was checked against the entity of the things it names. */
const isBound: ReadonlySet<string> = new Set(['experiment', 'metric_collection']);

/** Whether its rows are slots instead of assignments. */
const isSchedule = ({ body }: Definition): boolean => 'untilColumn' in body && body.untilColumn !== null;

const entityIdOf = ({ body }: Definition): string | null => ('entityId' in body ? body.entityId : null);

function expectNone(errors: readonly FieldError[]): void {
  const [first] = errors;
  if (first !== undefined)
    throw new Failure('invalid_input', `${first.path}: ${first.message}`, { field: first.path }, { errors });
}

function expectUnbroken(id: string, body: FactSource, known: Known): void {
  const broken = metricsBrokenBy(id, body, known);
  if (broken.length === 0) return;
  const names = broken.map(({ name }) => `“${name}”`).join(', ');
  const message = `Metrics need what this change removes: ${names}. ${broken[0]?.why} Change or delete those metrics first.`;
  throw new Failure('conflict', message, { users: broken.map(({ name }) => name).join(', ') });
}

const inUse = (definition: Definition, users: readonly { kind: string; name: string }[]): Failure => {
  const list = users.map(({ kind, name }) => `${kind.replace('_', ' ')} “${name}”`).join(', ');
  const message = `The ${titleOf[definition.kind]} “${definition.body.name}” is used by ${list}. Remove it there first.`;
  return new Failure('conflict', message, { users: users.map(({ name }) => name).join(', '), count: users.length });
};

async function refuseTakenName(definition: Definition, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    const { constraint } = (cause as { driverError?: { constraint?: string } }).driverError ?? {};
    if (constraint !== 'definition_name') throw cause;
    const message = `Another ${titleOf[definition.kind]} is called “${definition.body.name}”. Choose a different name.`;
    throw new Failure('conflict', message, { field: 'name' }, { cause });
  }
}
