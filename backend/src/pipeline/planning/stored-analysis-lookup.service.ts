import { Injectable } from '@nestjs/common';
import {
  type AssignmentSource,
  type ExperimentDesign,
  type PropertySource,
  type Segment,
  subjectProperties,
} from '@assay/definitions';
import type { Transaction } from '../../database/index.js';
import { ExperimentsService } from '../../experiments/index.js';
import { OrganisationsService } from '../../identity/index.js';
import { Failure, found } from '../../kernel/index.js';
import { DefinitionLookup } from '../../metrics/index.js';
import { ConnectionLookup } from '../../warehouses/index.js';
import { designOf } from '../baselines/baseline.js';
import { BaselineStore } from '../baselines/baseline.store.js';
import { variantsOf } from '../baselines/variants.js';
import { AnalysisLookup, type AnalysisSubject, type SubjectOfRun } from './analysis-lookup.js';
import type { AnalysisRequest, OtherExperiment, WithId } from './analysis-request.js';

/** Gathers the stored definitions of an experiment. */
@Injectable()
export class StoredAnalysisLookup extends AnalysisLookup {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly definitions: DefinitionLookup,
    private readonly connections: ConnectionLookup,
    private readonly organisations: OrganisationsService,
    private readonly baselines: BaselineStore,
  ) {
    super();
  }

  async get(tx: Transaction, of: SubjectOfRun, now: Date): Promise<AnalysisSubject> {
    const { organisationId, workspaceId, experimentId } = of;
    const { name, design, hasTimes, isCalibrated } = await this.#designOf(tx, of, now);
    const connection = await this.connections.getOfWorkspace(tx, workspaceId);
    const source = await this.definitions.getAssignmentSource(tx, workspaceId, design.assignmentSourceId);
    const ids = design.metrics.map((metric) => metric.metricId);
    const metrics = await this.definitions.listMetrics(tx, workspaceId, ids);
    const factSources = await this.definitions.listFactSourcesOf(
      tx,
      workspaceId,
      metrics.map((one) => one.metric),
    );
    const { entryPointId, segmentId } = design;
    const entryPoint = entryPointId && (await this.definitions.getEntryPoint(tx, workspaceId, entryPointId));
    const segment = segmentId && (await this.definitions.getSegment(tx, workspaceId, segmentId));
    const known = await this.definitions.listPropertySources(tx, workspaceId, source.entityId);
    if (segment) expectKnown(segment, source, known);
    expectMembers(design, source);
    const { minimumContributors } = await this.organisations.getCustody(tx, organisationId);
    const request: AnalysisRequest = {
      experimentId,
      // What was before a slot is another slot's: there is nothing to look back at.
      design: source.untilColumn === null ? design : { ...design, lookbackDays: 0 },
      assignmentSource: source,
      entryPoint: entryPoint || null,
      segment: segment || null,
      propertySources: inUse(known, source, [
        ...design.splitBy,
        ...(segment ? segment.conditions : []).map((c) => c.property),
      ]),
      others: await this.#others(tx, workspaceId, design.interactsWith),
      factSources,
      metrics: metrics.map(({ id, metric }) => ({ ...metric, id })),
      variants: isCalibrated
        ? metrics.flatMap(({ id, metric }) => variantsOf({ ...metric, id }, design.lookbackDays))
        : [],
      connection: {
        id: connection.id,
        dialect: connection.settings.kind,
        scratchSchema: connection.scratchSchema.split('.'),
        minimumContributors,
      },
    };
    // A baseline is read once: rows that nobody reads again are not kept.
    const isKept = connection.keepsRows && experimentId !== null;
    // Of a baseline there is one reading, so nothing to tell it from; a minimum of 1 lets every number leave.
    const isCompared = connection.comparesRefreshes && experimentId !== null && minimumContributors > 1;
    const place = { connection: request.connection, address: connection.settings };
    return {
      ...{ name, hasTimes, request },
      ...{ keeping: isKept ? place : null, comparing: isCompared ? place : null },
    };
  }

  async #others(tx: Transaction, workspaceId: string, ids: readonly string[]): Promise<OtherExperiment[]> {
    const others: OtherExperiment[] = [];
    for (const experimentId of ids) {
      const other = await this.experiments.findIn(tx, { workspaceId }, experimentId);
      if (!other) continue; // deleted since: there is nothing to disturb
      const { name, design } = other;
      const assignmentSource = await this.definitions.getAssignmentSource(tx, workspaceId, design.assignmentSourceId);
      others.push({ experimentId, name, design, assignmentSource });
    }
    return others;
  }

  async #designOf(tx: Transaction, { workspaceId, experimentId, baselineId }: SubjectOfRun, now: Date) {
    if (experimentId !== null)
      return { ...(await this.experiments.getIn(tx, { workspaceId }, experimentId)), isCalibrated: false };
    const id = baselineId ?? '';
    const baseline = found(await this.baselines.find(tx, workspaceId, id), 'baseline', id);
    const { isCalibrated } = baseline;
    return {
      name: isCalibrated ? 'A/A check' : 'Sample size',
      design: designOf(baseline, now),
      hasTimes: true,
      isCalibrated,
    };
  }
}

/** The source may have been edited since the experiment was saved. */
const expectMembers = ({ analysedEntityId }: ExperimentDesign, source: AssignmentSource): void => {
  if (analysedEntityId === null || source.secondaryIds.some(({ entityId }) => entityId === analysedEntityId)) return;
  const message = `The experiment analyses members of clusters, and “${source.name}” has no secondary id of their entity any more. Add it to the source, or change who is analysed.`;
  throw new Failure('conflict', message, { entityId: analysedEntityId });
};

/** Sources with a property that is asked for: the others are not read. */
const inUse = <T extends PropertySource & WithId>(
  known: readonly T[],
  source: AssignmentSource,
  names: readonly string[],
): readonly T[] => {
  const used = subjectProperties(source, known).flatMap((one) => (names.includes(one.name) ? [one.sourceId] : []));
  return known.filter(({ id }) => used.includes(id));
};

/** Both may have been edited since the experiment was saved. */
const expectKnown = (
  segment: Segment,
  source: AssignmentSource,
  ofEntity: readonly (PropertySource & WithId)[],
): void => {
  const usable = subjectProperties(source, ofEntity).map(({ name }) => name);
  const unknown = segment.conditions.find(({ property }) => !usable.includes(property));
  if (!unknown) return;
  const message = `The segment “${segment.name}” asks for “${unknown.property}”, which is no property of “${source.name}” or its entity any more. Add it to the source, or change the segment.`;
  throw new Failure('conflict', message, { segment: segment.name, property: unknown.property });
};
