import { analysedBy, subjectLink, type SubjectLink } from '@assay/definitions';
import {
  latestFacts,
  measureKey,
  StatementTooLong,
  stageFacts,
  subjectFacts,
  type FactScan,
  type InlineFacts,
  type Measure,
  type ScratchTable,
  type StagedFacts,
  type Statement,
} from '@assay/warehouse-sql';
import type { AnalysisRequest } from './analysis-request.js';
import type { PlannedMetric, PlannedPercentile } from './measures-of.js';
import type { MetricProblem } from './plan.js';
import { factsUntil, unitsOf, type Draft } from './plan-draft.js';
import type { MetricSet } from './plan-sets.js';

type Source = AnalysisRequest['factSources'][number];

/** Where the value of a measure is found: column `y<column>` of a table, or of facts that are reduced on the way. */
export interface FactColumn {
  /** Names the facts: the step that makes their table, or the source. */
  readonly step: string;
  /** The step that must have succeeded. */
  readonly needs: string;
  readonly facts: ScratchTable | InlineFacts;
  /** Of facts without a table of their own. */
  readonly source: { readonly id: string; readonly name: string; readonly at: number } | null;
  readonly column: number;
}

/** Staged facts of a source, with the measures that they were staged for. */
export interface StagedSource {
  readonly step: string;
  readonly events: ScratchTable;
  readonly measures: readonly Measure[];
}

export interface FactReads {
  readonly columns: ReadonlyMap<string, FactColumn>;
  readonly staged: ReadonlyMap<string, StagedSource>;
  readonly problems: readonly MetricProblem[];
  /** Scans of fact sources. */
  readonly scans: number;
}

const dayMilliseconds = 86_400_000;
/** Columns of a facts table besides its measures. */
const keyColumns = 4;

/** What reads the staged facts themselves, besides the numbers per subject. */
export type FactReader = Pick<PlannedPercentile, 'metricId' | 'measure'>;

/** One scan of each fact source for all of its measures. */
export const planFacts = (draft: Draft, sets: readonly MetricSet[], readers: readonly FactReader[] = []): FactReads => {
  const metrics = sets.flat();
  const columns = new Map<string, FactColumn>();
  const staged = new Map<string, StagedSource>();
  const problems: MetricProblem[] = [];
  const sources = draft.request.factSources.filter(
    (s) => metrics.some((m) => m.sourceIds.includes(s.id)) || readers.some((r) => r.measure.sourceId === s.id),
  );
  sources.forEach((source, at) => {
    const users = metrics.filter((m) => m.sourceIds.includes(source.id));
    const ownReaders = readers.filter((r) => r.measure.sourceId === source.id);
    const isShared = sets.filter((set) => set.some((m) => m.sourceIds.includes(source.id))).length > 1;
    try {
      planSource(draft, { source, at, users, readers: ownReaders, isShared }, columns, staged);
    } catch (problem) {
      if (!(problem instanceof StatementTooLong)) throw problem;
      problems.push(
        ...[...users, ...ownReaders].map((m) => ({
          metricId: m.metricId,
          message: `${source.name}: ${problem.message}`,
        })),
      );
    }
  });
  return { columns, staged, problems, scans: sources.length };
};

interface SourcePlan {
  readonly source: Source;
  readonly at: number;
  readonly users: readonly PlannedMetric[];
  readonly readers: readonly FactReader[];
  /** Whether several tables of subjects read its facts. */
  readonly isShared: boolean;
}

const planSource = (
  draft: Draft,
  { source, at, users, readers, isShared }: SourcePlan,
  columns: Map<string, FactColumn>,
  staged: Map<string, StagedSource>,
): void => {
  const { d } = draft;
  const measures = distinctMeasures(users, source.id);
  const stagedFor = distinct([...measures, ...readers.map((r) => r.measure)]);
  const scan = factScan(draft, source, measures);
  const metricIds = [...users, ...readers].map((m) => m.metricId);
  const perTable = Math.min(d.limits.tableColumns, d.limits.selectColumns) - keyColumns;
  const whole = (): Statement => subjectFacts(d, source.name, sizing, scan, null);
  const isCompared = Boolean(draft.options.publication);
  const isStaged =
    draft.options.withSeries || isCompared || readers.length > 0 || !fits(whole, measures.length <= perTable);
  let events: StagedFacts | null = null;
  const linkedBy = linkOf(draft, source).secondaryId;
  let needs = linkedBy?.step ?? unitsOf(draft).step;
  if (isStaged) {
    const table = draft.table(`event_${at}`);
    events = { table, stagedFor };
    needs = draft.add({
      id: `events_${at}`,
      kind: 'facts',
      label: `Facts from ${source.name}`,
      needs: [needs],
      metricIds,
      statement: stageFacts(d, `facts from ${source.name}`, table, { ...scan, measures: stagedFor }),
    });
    staged.set(source.id, { step: needs, events: table, measures: stagedFor });
  }
  const chunks = isStaged ? chunked(draft, scan, stagedFor, perTable, source.name) : [scan.measures];
  const together = Math.max(...users.map((m) => m.sourceIds.length));
  const isShort = (): boolean =>
    subjectFacts(d, source.name, sizing, scan, events).text.length < d.limits.textCharacters / (2 * together);
  if (!isShared && chunks.length === 1 && measures.length > 0 && isShort()) {
    const named = { id: source.id, name: source.name, at };
    const facts: InlineFacts = { scan, stagedIn: events };
    const step = `source_${at}`;
    measures.forEach((measure, column) =>
      columns.set(measureKey(measure), { step, needs, facts, source: named, column }),
    );
    return;
  }
  chunks.forEach((chunk, part) => {
    const table = draft.table(chunks.length === 1 ? `fact_${at}` : `fact_${at}_${part}`);
    const step = draft.add({
      id: chunks.length === 1 ? `facts_${at}` : `facts_${at}_${part}`,
      kind: 'facts',
      label: isStaged ? `Facts per subject from ${source.name}` : `Facts from ${source.name}`,
      needs: [needs],
      metricIds,
      statement: subjectFacts(d, `facts per subject from ${source.name}`, table, { ...scan, measures: chunk }, events),
    });
    chunk.forEach((measure, column) =>
      columns.set(measureKey(measure), { step, needs: step, facts: table, source: null, column }),
    );
    if (part === 0) planFreshness(draft, { id: source.id, name: source.name, at }, step, table, 'last_age_us');
  });
};

/** How recent the facts of a source are, from a table that has the age of each subject's latest fact. */
export const planFreshness = (
  draft: Draft,
  source: NonNullable<FactColumn['source']>,
  needs: string,
  table: ScratchTable,
  ageColumn: string,
): void => {
  draft.add({
    id: `freshness_${source.at}`,
    kind: 'diagnostics',
    label: `Latest facts of ${source.name}`,
    needs: [needs],
    reading: { kind: 'freshness', sourceId: source.id },
    statement: latestFacts(draft.d, {
      exposures: unitsOf(draft).table,
      facts: table,
      ageColumn,
      minimumContributors: draft.request.connection.minimumContributors,
    }),
  });
};

const sizing: ScratchTable = { schema: ['a_schema_name_of_usual_length'], table: 'a_table_name_of_the_usual_length' };

const fits = (make: () => unknown, isNarrow: boolean): boolean => {
  if (!isNarrow) return false;
  try {
    make();
    return true;
  } catch (problem) {
    if (problem instanceof StatementTooLong) return false;
    throw problem;
  }
};

/** Measures in as few parts as the limits allow. Throws `StatementTooLong` when one measure alone is too long. */
const chunked = (
  draft: Draft,
  scan: FactScan,
  stagedFor: readonly Measure[],
  perTable: number,
  name: string,
): (readonly Measure[])[] => {
  const split = (measures: readonly Measure[]): (readonly Measure[])[] => {
    const make = (): unknown =>
      subjectFacts(draft.d, name, sizing, { ...scan, measures }, { table: sizing, stagedFor });
    if (measures.length <= 1) {
      make();
      return [measures];
    }
    if (fits(make, measures.length <= perTable)) return [measures];
    const half = Math.ceil(measures.length / 2);
    return [...split(measures.slice(0, half)), ...split(measures.slice(half))];
  };
  return split(scan.measures);
};

const distinctMeasures = (users: readonly PlannedMetric[], sourceId: string): readonly Measure[] =>
  distinct(
    users
      .flatMap((m) => m.variables.map((v) => v.measure))
      .filter((m) => m.sourceId === sourceId && m.reduction.kind !== 'step'),
  );

const distinct = (measures: readonly Measure[]): readonly Measure[] => [
  ...new Map(measures.map((m) => [measureKey(m), m])).values(),
];

/** How the facts of a source that metrics read find their subjects. */
const linkOf = ({ request, secondaryIds }: Draft, source: Source) => {
  const analysed = analysedBy(request.assignmentSource, request.design);
  const { column, secondaryId } = subjectLink(analysed, source) as SubjectLink;
  const planned = secondaryIds.find(({ entityId }) => entityId === secondaryId?.entityId) ?? null;
  return { column, secondaryId: planned };
};

const factScan = (draft: Draft, source: Source, measures: readonly Measure[]): FactScan => {
  const { request, options } = draft;
  const { design } = request;
  const { column, secondaryId } = linkOf(draft, source);
  const from = new Date(Date.parse(design.assignmentFrom) - design.lookbackDays * dayMilliseconds);
  return {
    exposures: unitsOf(draft).table,
    isScheduled: draft.countedBy === 'unit',
    secondaryIds: secondaryId?.table ?? null,
    select: source.sql,
    subjectColumn: column,
    timestampColumn: source.timestampColumn,
    partitionColumn: source.partitionColumn,
    measures,
    from: from.toISOString(),
    until: factsUntil(request, options.asOf),
    lookbackDays: design.lookbackDays,
    variations: draft.variations,
    withCalendarAge: options.withSeries,
  };
};
