import { createHash } from 'node:crypto';
import type { AssignmentSource, FactSource } from '@assay/definitions';
import { dialects, type Dialect } from '@assay/warehouse-sql';
import { fillTemplate, type TemplateWord } from '../../warehouses/index.js';
import type { AnalysisRequest, PlanConnection, WithId } from '../planning/analysis-request.js';
import type { KeepingPlace } from '../planning/analysis-lookup.js';
import { keyOf } from '../planning/fill-templates.js';
import { earlier, factsUntil } from '../planning/plan-draft.js';
import { startOf, type DayRange, type Need } from './kept-contents.js';

type Source = (AssignmentSource | FactSource) & WithId;

/** A source whose rows are kept: what is read of it, and what an analysis needs of that. */
export interface SourceToKeep {
  readonly id: string;
  /** Names it in the manifest: its id, with the experiment's key where its SQL depends on that. */
  readonly owner: string;
  readonly name: string;
  /** Placeholders of experiment and allocation are filled in, those of time are not. */
  readonly sql: string;
  readonly columns: readonly string[];
  readonly timestampColumn: string;
  readonly partitionColumn: string | null;
  /** Digest of all of the above and of where the table lies. */
  readonly definition: string;
  readonly need: Need;
}

const dayMs = 86_400_000;

/**
 * The sources of an analysis whose rows are kept. A source that corrects its history in place all the time is read
 * from the start at each refresh instead. A plan may ask a source for rows of its need and no others: the ranges here
 * and those of the planner belong together.
 */
export const sourcesToKeep = (unfilled: AnalysisRequest, place: KeepingPlace, now: string): readonly SourceToKeep[] => {
  const { design, assignmentSource, factSources } = unfilled;
  const lookback = new Date(Date.parse(design.assignmentFrom) - design.lookbackDays * dayMs).toISOString();
  const assignments = { from: design.assignmentFrom, until: earlier(design.assignmentUntil, now) };
  const facts = { from: lookback, until: factsUntil(unfilled, now) };
  const key = keyOf(unfilled);
  return [
    { source: assignmentSource as Source, need: assignments },
    ...factSources.filter((one) => !one.alwaysFullRefresh).map((source) => ({ source: source as Source, need: facts })),
  ].flatMap(({ source, need }) =>
    Date.parse(need.from) < Date.parse(need.until) ? [sourceToKeep(source, need, key, place)] : [],
  );
};

const sourceToKeep = (source: Source, need: Need, key: string, place: KeepingPlace): SourceToKeep => {
  const { connection, address } = place;
  const { timestampColumn, partitionColumn } = source;
  const sql = fillTemplate(source.sql, connection.dialect, { experiment_key: key, allocation_key: key });
  const columns = columnsOf(dialects[connection.dialect], source);
  const all = { sql, columns, timestampColumn, partitionColumn, address, schema: connection.scratchSchema, form: 1 };
  const definition = createHash('sha256').update(JSON.stringify(all)).digest('hex');
  const owner = sql === source.sql ? source.id : `${source.id} ${key}`;
  return { id: source.id, owner, name: source.name, sql, columns, timestampColumn, partitionColumn, definition, need };
};

/** Every column that a source names, but for the one that only bounds what is read; each once. */
export const columnsOf = (d: Pick<Dialect, 'plainName'>, { partitionColumn: _, ...source }: Source): string[] => {
  const named = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(named);
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
      /column$/i.test(key) && typeof inner === 'string' ? [inner] : named(inner),
    );
  };
  // Names that need no quotes are matched without regard to case.
  const same = (column: string): string => (d.plainName.test(column) ? column.toLowerCase() : column);
  return [...new Map(named(source).map((column) => [same(column), column])).values()];
};

/** The source's SELECT for a range, a little wider where it says so itself: the exact range is asked for around it. */
export const selectOf = ({ sql }: Pick<SourceToKeep, 'sql'>, range: DayRange, { dialect }: PlanConnection): string => {
  const start = startOf(range.fromDay - 1);
  const end = new Date(Date.parse(range.until) + 7 * dayMs).toISOString();
  const values: Readonly<Partial<Record<TemplateWord, string>>> = {
    analysis_start_timestamp: start,
    analysis_end_timestamp: end,
    experiment_events_start_timestamp: start,
    experiment_events_end_timestamp: end,
    assignments_start_timestamp: start,
    assignments_end_timestamp: end,
  };
  return fillTemplate(sql, dialect, values);
};

/** One need for several analyses of a source. */
export const together = (a: Need, b: Need): Need => ({
  from: Date.parse(a.from) <= Date.parse(b.from) ? a.from : b.from,
  until: Date.parse(a.until) >= Date.parse(b.until) ? a.until : b.until,
});
