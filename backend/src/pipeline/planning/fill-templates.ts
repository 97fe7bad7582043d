import { fillTemplate, type TemplateWord } from '../../warehouses/index.js';
import type { DialectKind } from '@assay/warehouse-sql';
import type { AnalysisRequest, OtherExperiment } from './analysis-request.js';
import { earlier, factsUntil } from './plan-draft.js';

/** Customer SQL with its placeholders replaced by literals of this refresh. */
export const filled = (request: AnalysisRequest, asOf: string): AnalysisRequest => {
  const { design, assignmentSource, factSources, connection } = request;
  const until = factsUntil(request, asOf);
  const lookback = new Date(Date.parse(design.assignmentFrom) - design.lookbackDays * 86_400_000).toISOString();
  const assigned = { from: design.assignmentFrom, until: design.assignmentUntil ?? until };
  const values = valuesOf(keyOf(request), { from: lookback, until }, assigned);
  const filledIn = <T extends { readonly sql: string }>(source: T): T => ({
    ...source,
    sql: fillTemplate(source.sql, connection.dialect, values),
  });
  return {
    ...request,
    entryPoint: request.entryPoint ? filledIn(request.entryPoint) : null,
    assignmentSource: filledIn(assignmentSource),
    propertySources: (request.propertySources ?? []).map(filledIn),
    factSources: factSources.map(filledIn),
    others: (request.others ?? []).map((other) => ({
      ...other,
      assignmentSource: filledOf(other, connection.dialect, asOf),
    })),
  };
};

/** The assignment source of another experiment, with its own key and dates. */
const filledOf = (
  { design, assignmentSource }: OtherExperiment,
  dialect: DialectKind,
  asOf: string,
): OtherExperiment['assignmentSource'] => {
  const range = { from: design.assignmentFrom, until: earlier(design.assignmentUntil, asOf) };
  const values = valuesOf(design.experimentKey, range, range);
  return { ...assignmentSource, sql: fillTemplate(assignmentSource.sql, dialect, values) };
};

/** Half-open, ISO 8601 in UTC. */
interface Range {
  readonly from: string;
  readonly until: string;
}

const valuesOf = (key: string, events: Range, assignments: Range): Readonly<Record<TemplateWord, string>> => ({
  analysis_start_timestamp: events.from,
  analysis_end_timestamp: events.until,
  experiment_events_start_timestamp: events.from,
  experiment_events_end_timestamp: events.until,
  assignments_start_timestamp: assignments.from,
  assignments_end_timestamp: assignments.until,
  experiment_key: key,
  allocation_key: key,
});

/** What the placeholders of experiment and allocation stand for; a baseline is of any. */
export const keyOf = ({ experimentId, design }: AnalysisRequest): string =>
  experimentId === null ? '%' : design.experimentKey;
