import type { BanditAttribute, BanditLog } from '@assay/api-contract';
import type { Aggregation, AssignmentSource, FactSource } from '@assay/definitions';
import {
  actionSums,
  categories,
  decisions,
  dialects,
  dropTable,
  everyDecision,
  isBinary,
  labelSums,
  type Measure,
  outcomeMeasure,
  pairCounts,
  rewards,
  runTable,
  type ScratchTable,
  type Statement,
  subjectFacts,
  trainingRows,
} from '@assay/warehouse-sql';
import type { Plan, PlanConnection, Step } from '../../pipeline/index.js';

const dayMs = 86_400_000;
/** Actions and values of an attribute that one model holds; of more, those of the most subjects. */
const mostActions = 100;
const topValues = 10;

/** All that a training needs to know; gathered by a lookup, so that planning is a pure function. */
export interface TrainingRequest {
  readonly key: string;
  readonly log: BanditLog;
  readonly attributes: readonly BanditAttribute[];
  readonly reward: {
    readonly source: FactSource & { readonly id: string };
    /** Column of the bandit's entity in the source. */
    readonly subjectColumn: string;
    readonly aggregation: Aggregation;
    readonly windowDays: number;
    /** −1 where less is better. */
    readonly sign: 1 | -1;
  };
  readonly trainingDays: number;
  /** Whose subjects are left out; null = nobody is evaluated. */
  readonly evaluated: {
    readonly source: AssignmentSource & { readonly id: string };
    readonly experimentKeys: readonly string[];
    /** ISO 8601 in UTC. */
    readonly from: string;
  } | null;
  readonly connection: PlanConnection;
}

export const columnsOfKind = (
  attributes: readonly BanditAttribute[],
  kind: BanditAttribute['kind'],
): readonly BanditAttribute[] => attributes.filter((one) => one.kind === kind);

/** The reward of one decision: facts from the choice on, for the days of the window. */
export const rewardMeasure = ({ reward }: Pick<TrainingRequest, 'reward'>): Measure => ({
  ...outcomeMeasure(reward.source, reward.aggregation),
  ages: { unit: 'micros', from: 0, to: Math.round(reward.windowDays * dayMs * 1000) },
  cutoff: null,
});

/** Decisions that are learned from: of the last days, whose windows have wholly passed. */
export const decisionRange = (
  { trainingDays, reward }: Pick<TrainingRequest, 'trainingDays' | 'reward'>,
  asOf: string,
): { readonly from: string; readonly until: string } => {
  const at = Date.parse(asOf);
  const iso = (time: number): string => new Date(time).toISOString();
  return { from: iso(at - trainingDays * dayMs), until: iso(at - Math.round(reward.windowDays * dayMs)) };
};

/**
 * The statements of one training: one scan of the log of actions, one of the reward's facts, and sums over them per
 * action. `runId` names the scratch tables.
 */
export function planTraining(request: TrainingRequest, options: { runId: string; asOf: string }): Plan {
  const { connection, evaluated, attributes, reward } = request;
  const d = dialects[connection.dialect];
  const steps: Step[] = [];
  const manifest: ScratchTable[] = [];
  const table = (suffix: string): ScratchTable => {
    const made = runTable(d, connection.scratchSchema, `assay_${options.runId}_${suffix}`);
    manifest.push(made);
    return made;
  };
  const add = (step: Pick<Step, 'id' | 'kind' | 'label' | 'statement'> & Partial<Step>): void => {
    steps.push({ needs: [], metricIds: [], reading: null, ...step });
  };
  const [numeric, categorical] = [columnsOfKind(attributes, 'numeric'), columnsOfKind(attributes, 'categorical')];
  const counts = { numeric: numeric.length, categorical: categorical.length };
  const { minimumContributors } = connection;
  const measure = rewardMeasure(request);
  const range = decisionRange(request, options.asOf);
  const [decision, fact, rewarded] = [table('decision'), table('fact'), table('reward')];

  add({
    id: 'decisions',
    kind: 'exposures',
    label: 'Actions that were chosen',
    statement: decisions(d, {
      ...request.log,
      ...range,
      table: decision,
      select: request.log.sql,
      banditKey: request.key,
      numeric: numeric.map(({ column }) => column),
      categorical: categorical.map(({ column }) => column),
      evaluated: evaluated && {
        ...evaluated.source,
        select: evaluated.source.sql,
        experimentKeys: evaluated.experimentKeys,
        from: evaluated.from,
        until: options.asOf,
      },
    }),
  });
  add({
    id: 'facts',
    kind: 'facts',
    label: `Facts from ${reward.source.name}`,
    needs: ['decisions'],
    statement: subjectFacts(
      d,
      'rewards of actions',
      fact,
      {
        exposures: decision,
        select: reward.source.sql,
        subjectColumn: reward.subjectColumn,
        timestampColumn: reward.source.timestampColumn,
        partitionColumn: reward.source.partitionColumn,
        measures: [measure],
        from: range.from,
        until: options.asOf,
        lookbackDays: 0,
        variations: [everyDecision],
        withCalendarAge: false,
      },
      null,
    ),
  });
  add({
    id: 'rewards',
    kind: 'subjects',
    label: 'What came of each action',
    needs: ['decisions', 'facts'],
    statement: rewards(d, { ...counts, table: rewarded, decisions: decision, facts: fact, sign: reward.sign }),
  });
  const binary = isBinary(measure);
  const category = categorical.length === 0 ? null : table('category');
  if (category !== null) {
    add({
      id: 'categories',
      kind: 'property_values',
      label: 'Values of attributes',
      needs: ['rewards'],
      statement: categories(d, {
        ...{ table: category, rewards: rewarded, categorical: categorical.length },
        ...{ minimumContributors, isBinary: binary, topValues },
      }),
    });
  }
  const rows = table('row');
  add({
    id: 'rows',
    kind: 'subjects',
    label: 'Rows of the actions that are learned',
    needs: category === null ? ['rewards'] : ['categories'],
    statement: trainingRows(d, {
      ...{ ...counts, table: rows, rewards: rewarded, categories: category },
      ...{ minimumContributors, mostActions },
    }),
  });
  const equations = { ...counts, rows, minimumContributors, isBinary: binary };
  const read = (id: string, label: string, statement: Statement | null): void => {
    if (statement !== null) add({ id, kind: 'moments', label, needs: ['rows'], reading: { kind: 'own' }, statement });
  };
  actionSums(d, equations).forEach((statement, i) => read(`sums_${i}`, 'Sums per action', statement));
  read('labels', 'Sums per action and category', labelSums(d, equations));
  read('pairs', 'Subjects per pair of categories', pairCounts(d, equations));
  manifest.forEach((made, i) =>
    add({
      id: `drop_${i}`,
      kind: 'clean_up',
      label: `Remove scratch table ${made.table}`,
      statement: dropTable(d, made),
    }),
  );
  return {
    runId: options.runId,
    asOf: options.asOf,
    steps,
    manifest,
    problems: [],
    scans: {
      assignmentSource: evaluated === null ? 0 : 1,
      entryPoints: 0,
      propertySources: 0,
      otherExperiments: 0,
      factSources: 1,
      scratchReads: steps.length - manifest.length - 2,
    },
  };
}
