import type { BanditInput } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/index.js';
import { FlagLookup } from '../flags/index.js';
import type { Actor } from '../identity/index.js';
import { Failure, type FieldError, invalid } from '../kernel/index.js';
import { DefinitionLookup, problemsOfColumns, SelectShapes } from '../metrics/index.js';
import { BanditStore } from './bandit.store.js';

/** Operations whose value is known within a window from the choice of an action. */
const rewarding = ['sum', 'count', 'count_distinct', 'distinct_entity', 'conversion', 'first_value', 'last_value'];
const notNumeric = ['text', 'boolean', 'date', 'timestamp', 'timestamp_tz'];

/** What schemas cannot see of a bandit: whether what it names exists and fits. */
@Injectable()
export class BanditChecks {
  constructor(
    private readonly flags: FlagLookup,
    private readonly definitions: DefinitionLookup,
    private readonly shapes: SelectShapes,
    private readonly bandits: BanditStore,
  ) {}

  /** Asks the warehouse which columns the log has. @returns its SELECT, ready to be bracketed. */
  async askWarehouse(who: Actor, { log, attributes }: BanditInput): Promise<string> {
    const shape = await this.shapes.of(who, log.sql).catch((cause: unknown) => {
      throw atLog(cause);
    });
    const mapped = [
      { path: 'log.subjectColumn', column: log.subjectColumn },
      { path: 'log.timestampColumn', column: log.timestampColumn, isTime: true },
      { path: 'log.banditKeyColumn', column: log.banditKeyColumn },
      { path: 'log.actionColumn', column: log.actionColumn },
      ...(log.partitionColumn === null ? [] : [{ path: 'log.partitionColumn', column: log.partitionColumn }]),
      ...attributes.map(({ column }, i) => ({ path: `attributes.${i}.column`, column })),
    ];
    const texts = attributes.flatMap(({ kind, column }, i): FieldError[] => {
      const found = shape.columns.find(({ name }) => name === column);
      if (kind !== 'numeric' || found === undefined || !notNumeric.includes(found.type)) return [];
      const message = `“${column}” is ${found.nativeType}, no number: cast it in the SQL, or call it categorical.`;
      return [{ path: `attributes.${i}.column`, message }];
    });
    expectNone([...problemsOfColumns(mapped, shape.columns), ...texts]);
    return shape.sql;
  }

  /** @param ownKey of the bandit that is edited; null for a new one. */
  async expectSound(tx: Transaction, who: Actor, input: BanditInput, ownKey: string | null): Promise<void> {
    if (input.trainingDays <= input.reward.windowDays) {
      throw invalid('trainingDays', 'Look back for more days than a reward’s window has, or no decision is ripe.');
    }
    await this.#expectFlag(tx, who, input, ownKey);
    await this.#expectReward(tx, who, input);
  }

  async #expectFlag(tx: Transaction, who: Actor, input: BanditInput, ownKey: string | null): Promise<void> {
    const flag = await this.flags.find(tx, who, input.flag);
    if (flag === null || flag.archivedAt !== null) {
      throw invalid('flag', `There is no flag “${input.flag}” in use here. Choose one of the list.`);
    }
    if (flag.type !== 'STRING') {
      throw invalid('flag', `“${input.flag}” is a ${flag.type} flag, and SDKs ask bandits through STRING flags.`);
    }
    const keys = flag.variations.map(({ key }) => key);
    if (!keys.includes(input.variation)) {
      const message = `“${input.flag}” has no variation “${input.variation}”. Choose of ${keys.join(', ')}.`;
      throw invalid('variation', message);
    }
    const others = (await this.bandits.list(tx, who.workspaceId)).map(({ definition }) => definition);
    const taken = others.find(
      ({ key, flag: of, variation }) => key !== ownKey && of === input.flag && variation === input.variation,
    );
    if (taken) {
      const message = `The bandit “${taken.name}” decides this variation already. Choose another variation.`;
      throw new Failure('conflict', message, { field: 'variation' });
    }
  }

  async #expectReward(tx: Transaction, { workspaceId }: Actor, input: BanditInput): Promise<void> {
    const { metricId } = input.reward;
    const [stored] = await this.definitions.listMetrics(tx, workspaceId, [metricId]);
    if (!stored) throw invalid('reward.metricId', 'There is no such metric here: choose one of the list.');
    const { metric } = stored;
    if (metric.kind !== 'simple' || !rewarding.includes(metric.numerator.operation)) {
      const message = `“${metric.name}” is not known per subject soon after an action. Choose a simple metric: a sum, a count or a conversion.`;
      throw invalid('reward.metricId', message);
    }
    if (input.assignmentSourceId === null) return;
    const source = await this.definitions.findAssignmentSource(tx, workspaceId, input.assignmentSourceId);
    if (!source)
      throw invalid('assignmentSourceId', 'There is no such assignment source here: choose one of the list.');
    if (source.entityId !== metric.entityId) {
      const message = `“${source.name}” assigns another entity than “${metric.name}” is of. Choose one of the same entity.`;
      throw invalid('assignmentSourceId', message);
    }
  }
}

/** What is wrong with the SQL is wrong with the SQL of the log. */
function atLog(cause: unknown): unknown {
  if (!(cause instanceof Failure)) return cause;
  const named = (path: string): string => (path === 'sql' ? 'log.sql' : path);
  const errors = cause.errors.map(({ path, message }) => ({ path: named(path), message }));
  const facts = cause.facts['field'] === 'sql' ? { ...cause.facts, field: 'log.sql' } : cause.facts;
  return new Failure(cause.code, cause.message, facts, { cause: cause.cause, errors });
}

function expectNone(errors: readonly FieldError[]): void {
  const [first] = errors;
  if (first !== undefined)
    throw new Failure('invalid_input', `${first.path}: ${first.message}`, { field: first.path }, { errors });
}
