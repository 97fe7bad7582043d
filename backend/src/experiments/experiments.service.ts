import type {
  CollectionCopy,
  Decision,
  ExperimentCreation,
  ExperimentInput,
  ExperimentSearch,
  ExperimentView,
} from '@assay/api-contract';
import {
  analysedBy,
  entitiesOf,
  mostMetrics,
  subjectProperties,
  withCollection,
  type AssignmentSource,
  type ExperimentDesign,
} from '@assay/definitions';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database, type Transaction } from '../database/index.js';
import { unowned } from '../flags/index.js';
import type { Actor } from '../identity/index.js';
import {
  Clock,
  decodeCursor,
  expectVersion,
  Failure,
  found,
  invalid,
  newId,
  type Page,
  pageOf,
} from '../kernel/index.js';
import { DefinitionLookup } from '../metrics/index.js';
import { KeptTableStore } from '../warehouses/index.js';
import { ExperimentOwnership } from './experiment-ownership.service.js';
import { experimentViewOf } from './experiment.view.js';
import { ExperimentStore } from './experiment.store.js';
import { conclude, edit, start, type Experiment, type LastRun } from './experiment.js';
import { nextRefresh, timesOf } from './schedule.js';
import { WorkspaceScheduleStore } from './workspace-schedule.store.js';

/** Experiments from draft to decision. */
@Injectable()
export class ExperimentsService {
  constructor(
    private readonly database: Database,
    private readonly experiments: ExperimentStore,
    private readonly schedules: WorkspaceScheduleStore,
    private readonly definitions: DefinitionLookup,
    private readonly ownership: ExperimentOwnership,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly kept: KeptTableStore,
  ) {}

  async list(who: Actor, { limit, cursor, ...search }: ExperimentSearch): Promise<Page<ExperimentView>> {
    const after = decodeCursor(cursor)?.[0];
    const rows = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.experiments.list(
        tx,
        { workspaceId: who.workspaceId, ...search },
        limit + 1,
        after === undefined ? null : String(after),
      ),
    );
    return pageOf(rows.map(experimentViewOf), limit, (row) => [row.id]);
  }

  async view(who: Actor, id: string): Promise<ExperimentView> {
    return experimentViewOf(await this.get(who, id));
  }

  async get(who: Actor, id: string): Promise<Experiment> {
    return this.database.inOrganisation(who.organisationId, (tx) => this.getIn(tx, who, id));
  }

  /** The same inside a transaction that is open. */
  async getIn(tx: Transaction, who: Pick<Actor, 'workspaceId'>, id: string): Promise<Experiment> {
    return found(await this.experiments.find(tx, who.workspaceId, id), 'experiment', id);
  }

  /** The same, or null where it is not there any more. */
  async findIn(tx: Transaction, who: Pick<Actor, 'workspaceId'>, id: string): Promise<Experiment | null> {
    return this.experiments.find(tx, who.workspaceId, id);
  }

  async create(who: Actor, { fromFlag, ...input }: ExperimentCreation): Promise<ExperimentView> {
    const at = this.clock.now();
    nextRefresh(timesOf(input.schedule, null), at);
    const draft: Experiment = {
      ...input,
      ...unowned,
      id: newId('exp', at),
      workspaceId: who.workspaceId,
      status: 'draft',
      startedAt: null,
      concludedAt: null,
      decision: null,
      lastRun: null,
      nextRefreshAt: null,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const experiment = { ...draft, ...(await this.ownership.ofNew(tx, who, { ...input, fromFlag })) };
      await this.#check(tx, experiment);
      const propertySources = await this.#propertySourcesOf(tx, experiment);
      await refuseTakenName(() => this.experiments.add(tx, who.organisationId, experiment, propertySources));
      await this.#note(tx, who, 'experiment.created', null, experiment);
      return experimentViewOf(experiment);
    });
  }

  async edit(who: Actor, id: string, input: ExperimentInput, expected: number | null): Promise<ExperimentView> {
    return this.#change(who, id, expected, 'experiment.updated', async (tx, before) => {
      const after = edit(before, { ...input, ...(await this.ownership.ofEdited(tx, who, before, input)) });
      await this.#check(tx, after);
      const nextRefreshAt = after.status === 'running' ? await this.#nextRefresh(tx, after, this.clock.now()) : null;
      return { ...after, nextRefreshAt };
    });
  }

  /** Copies the metrics of a collection: what the collection becomes later does not reach the experiment. */
  async addCollection(who: Actor, id: string, { collectionId }: CollectionCopy): Promise<ExperimentView> {
    return this.#change(who, id, null, 'experiment.updated', async (tx, before) => {
      const collection = await this.definitions.findCollection(tx, who.workspaceId, collectionId);
      if (!collection)
        throw invalid('collectionId', 'There is no such metric collection here: choose one of the list.');
      const metrics = withCollection(before.design.metrics, collection);
      if (metrics.length > mostMetrics) {
        const message = `An experiment has at most ${mostMetrics} metrics; with “${collection.name}” it would have ${metrics.length}.`;
        throw invalid('collectionId', message);
      }
      const after = edit(before, { ...before, design: { ...before.design, metrics } });
      await this.#check(tx, after);
      return after;
    });
  }

  async start(who: Actor, id: string): Promise<ExperimentView> {
    return this.#change(who, id, null, 'experiment.started', async (tx, before) => {
      await this.#check(tx, before);
      const at = this.clock.now();
      // Due at once, whatever the schedule says: the first run begins by itself.
      return { ...start(before, at), nextRefreshAt: at };
    });
  }

  async conclude(who: Actor, id: string, decision: Decision): Promise<ExperimentView> {
    return this.#change(who, id, null, 'experiment.concluded', async (_tx, before) =>
      conclude(before, decision, this.clock.now()),
    );
  }

  async remove(who: Actor, id: string, expected: number | null): Promise<void> {
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = await this.getIn(tx, who, id);
      expectVersion(before.version, expected);
      await this.experiments.remove(tx, id);
      await this.kept.retireOf(tx, 'published', id, this.clock.now());
      await this.#note(tx, who, 'experiment.deleted', before, null);
    });
  }

  /** Called by the pipeline whenever a run of the experiment changes state. */
  async noteRun(tx: Transaction, id: string, run: LastRun): Promise<void> {
    await this.experiments.noteRun(tx, id, run);
  }

  /**
   * Running experiments whose schedule is due, with their next refresh already set: whoever takes one must queue its
   * run in the same transaction. Over all organisations.
   */
  async takeDue(tx: Transaction, limit: number): Promise<(Experiment & { organisationId: string })[]> {
    const now = this.clock.now();
    const due = await this.experiments.takeDue(tx, now, limit);
    for (const one of due) await this.experiments.setNextRefresh(tx, one.id, await this.#nextRefresh(tx, one, now));
    return due;
  }

  /** Running experiments that wait for upstream, inside an open transaction. */
  async listUpstreamIn(tx: Transaction, who: Pick<Actor, 'workspaceId'>): Promise<Experiment[]> {
    return this.experiments.listUpstream(tx, who.workspaceId);
  }

  async #nextRefresh(tx: Transaction, { schedule, workspaceId }: Experiment, after: Date): Promise<Date | null> {
    const { schedule: ofWorkspace } = await this.schedules.get(tx, workspaceId);
    return nextRefresh(timesOf(schedule, ofWorkspace), after);
  }

  async #change(
    who: Actor,
    id: string,
    expected: number | null,
    action: string,
    change: (tx: Transaction, before: Experiment) => Promise<Experiment>,
  ): Promise<ExperimentView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = await this.getIn(tx, who, id);
      expectVersion(before.version, expected);
      const changed = await change(tx, before);
      const after = { ...changed, version: before.version + 1, updatedAt: this.clock.now() };
      const propertySources = await this.#propertySourcesOf(tx, after);
      let isSaved = false;
      await refuseTakenName(async () => {
        isSaved = await this.experiments.save(tx, who.organisationId, after, propertySources);
      });
      if (!isSaved) expectVersion(before.version + 1, before.version);
      await this.#note(tx, who, action, before, after);
      return experimentViewOf(after);
    });
  }

  /** What an experiment names must exist and fit together. */
  async #check(tx: Transaction, { workspaceId, design, id }: Experiment): Promise<void> {
    const source = await this.definitions.findAssignmentSource(tx, workspaceId, design.assignmentSourceId);
    if (!source) {
      throw invalid('design.assignmentSourceId', 'There is no such assignment source here: choose one of the list.');
    }
    const ids = design.metrics.map((metric) => metric.metricId);
    const metrics = await this.definitions.listMetrics(tx, workspaceId, ids);
    const analysed = analysedBy(source, design);
    if (analysed.isClustered && !source.secondaryIds.some(({ entityId }) => entityId === analysed.entityId)) {
      const message =
        'The assignment source has no secondary id of this entity: add its column there, or analyse the entity that is assigned.';
      throw invalid('design.analysedEntityId', message);
    }
    const misfits = await this.definitions.misfitsOf(tx, workspaceId, analysed, metrics);
    design.metrics.forEach(({ metricId }, at) => {
      const metric = metrics.find((one) => one.id === metricId);
      if (!metric) throw invalid(`design.metrics.${at}.metricId`, `There is no metric “${metricId}” here.`);
      if (!entitiesOf(analysed).includes(metric.metric.entityId)) {
        const whose = analysed.isClustered ? "the clusters' members" : "the assignment source's";
        throw invalid(
          `design.metrics.${at}.metricId`,
          `“${metric.metric.name}” is a metric of another entity than ${whose}.`,
        );
      }
      const misfit = misfits.get(metricId);
      if (misfit !== undefined) throw invalid(`design.metrics.${at}.metricId`, misfit);
    });
    if (source.untilColumn !== null) expectWholeSchedule(design);
    const ofEntity = await this.definitions.listPropertySources(tx, workspaceId, source.entityId);
    const usable = subjectProperties(source, ofEntity).map(({ name }) => name);
    const known = [...new Set([...source.properties.map(({ name }) => name), ...usable])];
    await this.#checkPopulation(tx, workspaceId, design, source, usable);
    await this.#checkOthers(tx, { workspaceId, design, id }, source);
    const missing = design.splitBy.find((property) => !known.includes(property));
    if (missing !== undefined) {
      const choices = known.length > 0 ? `choose of ${known.join(', ')}` : 'it has none';
      throw invalid(
        'design.splitBy',
        `Subjects have no property “${missing}”, at assignment or by their entity: ${choices}.`,
      );
    }
  }

  /** Two experiments meet in subjects only where both assign the same entity. */
  async #checkOthers(
    tx: Transaction,
    { workspaceId, design, id }: Pick<Experiment, 'workspaceId' | 'design' | 'id'>,
    source: AssignmentSource,
  ): Promise<void> {
    for (const [at, otherId] of design.interactsWith.entries()) {
      const field = `design.interactsWith.${at}`;
      const other = otherId === id ? null : await this.experiments.find(tx, workspaceId, otherId);
      if (!other) throw invalid(field, 'There is no such other experiment here: choose one of the list.');
      const theirs = await this.definitions.findAssignmentSource(tx, workspaceId, other.design.assignmentSourceId);
      if (theirs?.entityId !== source.entityId)
        throw invalid(field, `“${other.name}” assigns another entity: its subjects are not this one's.`);
      if (source.untilColumn !== null || theirs.untilColumn !== null)
        throw invalid(field, 'Slots of a switchback experiment are in no other experiment: leave it out.');
    }
  }

  /** Sources of the properties of subjects that it is split by, or that its segment asks for. */
  async #propertySourcesOf(tx: Transaction, { workspaceId, design }: Experiment): Promise<readonly string[]> {
    const source = await this.definitions.findAssignmentSource(tx, workspaceId, design.assignmentSourceId);
    if (!source) return [];
    const segment = design.segmentId && (await this.definitions.findSegment(tx, workspaceId, design.segmentId));
    const asked = [...design.splitBy, ...(segment ? segment.conditions : []).map(({ property }) => property)];
    const ofEntity = await this.definitions.listPropertySources(tx, workspaceId, source.entityId);
    const found = subjectProperties(source, ofEntity).filter(({ name }) => asked.includes(name));
    return [...new Set(found.flatMap(({ sourceId }) => sourceId ?? []))];
  }

  /** Who is analysed is said about the subjects that are assigned, in terms that the assignment source knows. */
  async #checkPopulation(
    tx: Transaction,
    workspaceId: string,
    { entryPointId, segmentId }: ExperimentDesign,
    source: AssignmentSource,
    usable: readonly string[],
  ): Promise<void> {
    if (entryPointId !== null) {
      const field = 'design.entryPointId';
      const entry = await this.definitions.findEntryPoint(tx, workspaceId, entryPointId);
      if (!entry) throw invalid(field, 'There is no such entry point here: choose one of the list, or none.');
      if (entry.entityId !== source.entityId)
        throw invalid(field, `“${entry.name}” is an entry point of another entity than the assignment source's.`);
    }
    if (segmentId === null) return;
    const field = 'design.segmentId';
    const segment = await this.definitions.findSegment(tx, workspaceId, segmentId);
    if (!segment) throw invalid(field, 'There is no such segment here: choose one of the list, or none.');
    if (segment.entityId !== source.entityId)
      throw invalid(field, `“${segment.name}” is a segment of another entity than the assignment source's.`);
    const unknown = segment.conditions.find(({ property }) => !usable.includes(property));
    if (unknown !== undefined) {
      const choices = usable.length > 0 ? `it has ${usable.join(', ')}` : 'it has none';
      throw invalid(
        field,
        `“${segment.name}” asks for “${unknown.property}”, which is no property of the assignment source or its entity: ${choices}.`,
      );
    }
  }

  async #note(
    tx: Transaction,
    who: Actor,
    action: string,
    before: Experiment | null,
    after: Experiment | null,
  ): Promise<void> {
    const named = after ?? before;
    if (!named) return;
    await this.audit.append(tx, {
      actor: who,
      action,
      target: { kind: 'experiment', id: named.id, name: named.name },
      before: before && experimentViewOf(before),
      after: after && experimentViewOf(after),
    });
  }
}

/** Slots are of a few units: what narrows or splits subjects would name them. */
const expectWholeSchedule = ({ entryPointId, segmentId, splitBy, globalLift }: ExperimentDesign): void => {
  const whole = 'All slots of a schedule are analysed together';
  if (entryPointId !== null) throw invalid('design.entryPointId', `${whole}: choose no entry point.`);
  if (segmentId !== null) throw invalid('design.segmentId', `${whole}: choose no segment.`);
  if (splitBy.length > 0) throw invalid('design.splitBy', `${whole}: split by nothing.`);
  if (globalLift.isWanted) throw invalid('design.globalLift', 'Slots of a schedule do not stand for everyone.');
};

const refuseTakenName = async (write: () => Promise<void>): Promise<void> => {
  try {
    await write();
  } catch (cause) {
    const { code, constraint } = (cause as { driverError?: { code?: string; constraint?: string } }).driverError ?? {};
    if (code === '23505' && constraint?.includes('name')) {
      throw new Failure(
        'conflict',
        'Another experiment has this name. Choose a different one.',
        { field: 'name' },
        { cause },
      );
    }
    throw cause;
  }
};
