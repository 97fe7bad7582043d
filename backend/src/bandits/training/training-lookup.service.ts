import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { FlagLookup } from '../../flags/index.js';
import { OrganisationsService } from '../../identity/index.js';
import { Failure, found } from '../../kernel/index.js';
import { DefinitionLookup } from '../../metrics/index.js';
import { ConnectionLookup, fillTemplate, type TemplateWord } from '../../warehouses/index.js';
import { type Bandit, evaluationsOf } from '../bandit.js';
import type { TrainingRequest } from './plan.js';

/** A subject is evaluated who was assigned within so many days: flags may be older here than in the customer's log. */
const evaluatedDays = 400;

/** Gathers what a training needs of the domains below. Fails as `not_found` or `conflict` with what is missing. */
@Injectable()
export class TrainingLookup {
  constructor(
    private readonly flags: FlagLookup,
    private readonly definitions: DefinitionLookup,
    private readonly connections: ConnectionLookup,
    private readonly organisations: OrganisationsService,
  ) {}

  /** `asOf` bounds what placeholders in customer SQL stand for. */
  async get(tx: Transaction, bandit: Bandit, asOf: Date): Promise<TrainingRequest> {
    const { organisationId, workspaceId, definition } = bandit;
    const { reward, trainingDays, attributes, key } = definition;
    const connection = await this.connections.getOfWorkspace(tx, workspaceId);
    const kind = connection.settings.kind;
    const stored = await this.definitions.listMetrics(tx, workspaceId, [reward.metricId]);
    const { metric } = found(stored[0], 'metric', reward.metricId);
    if (metric.kind !== 'simple') throw new Failure('conflict', `The reward “${metric.name}” is no simple metric.`);
    const sources = await this.definitions.listFactSourcesOf(tx, workspaceId, [metric]);
    const source = found(sources[0], 'fact source of metric', reward.metricId);
    const subject = source.entities.find(({ entityId }) => entityId === metric.entityId);
    const { minimumContributors } = await this.organisations.getCustody(tx, organisationId);
    const from = new Date(asOf.getTime() - trainingDays * 86_400_000);
    const filled = (sql: string): string => fillTemplate(sql, kind, wordsOf(from, asOf));
    return {
      key,
      attributes,
      trainingDays,
      log: { ...definition.log, sql: filled(bandit.logSql) },
      reward: {
        source: { ...source, sql: filled(source.sql) },
        subjectColumn: found(subject, 'column of the entity in', source.name).column,
        aggregation: metric.numerator,
        windowDays: reward.windowDays,
        sign: metric.desiredChange === 'increase' ? 1 : -1,
      },
      evaluated: await this.#evaluated(tx, bandit, asOf, filled),
      connection: {
        id: connection.id,
        dialect: kind,
        scratchSchema: connection.scratchSchema.split('.'),
        minimumContributors,
      },
    };
  }

  async #evaluated(
    tx: Transaction,
    bandit: Bandit,
    asOf: Date,
    filled: (sql: string) => string,
  ): Promise<TrainingRequest['evaluated']> {
    const { workspaceId, definition } = bandit;
    const flag = await this.flags.find(tx, bandit, definition.flag);
    const experimentKeys = evaluationsOf(flag, definition);
    if (experimentKeys.length === 0) return null;
    if (definition.assignmentSourceId === null) {
      const message = `The experiments ${experimentKeys.join(', ')} evaluate the bandit. Choose its assignment source, so that their subjects are left out.`;
      throw new Failure('conflict', message, { missing: 'assignmentSourceId' });
    }
    const source = await this.definitions.getAssignmentSource(tx, workspaceId, definition.assignmentSourceId);
    const from = new Date(asOf.getTime() - evaluatedDays * 86_400_000).toISOString();
    return { source: { ...source, sql: filled(source.sql) }, experimentKeys, from };
  }
}

const wordsOf = (from: Date, until: Date): Readonly<Record<TemplateWord, string>> => {
  const [start, end] = [from.toISOString(), until.toISOString()];
  return {
    analysis_start_timestamp: start,
    analysis_end_timestamp: end,
    experiment_events_start_timestamp: start,
    experiment_events_end_timestamp: end,
    assignments_start_timestamp: start,
    assignments_end_timestamp: end,
    experiment_key: '%',
    allocation_key: '%',
  };
};
