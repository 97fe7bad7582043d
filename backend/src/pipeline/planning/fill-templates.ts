import { fillTemplate, type TemplateWord } from '../../warehouses/index.js';
import type { DialectKind } from '@assay/warehouse-sql';
import type { AnalysisRequest, OtherExperiment } from './analysis-request.js';
import { earlier, factsUntil } from './plan-draft.js';

/** Customer SQL with its placeholders replaced by literals of this refresh. */
export const filled = (request: AnalysisRequest, asOf: string): AnalysisRequest => {
  const { design, assignmentSource, factSources, connection } = request;
  const until = factsUntil(request, asOf);
  const lookback = new Date(Date.parse(design.assignmentFrom) - design.lookbackDays * 86_400_000).toISOString();
  const key = keyOf(request);
  const values: Readonly<Record<TemplateWord, string>> = {
    analysis_start_timestamp: lookback,
    analysis_end_timestamp: until,
    experiment_events_start_timestamp: lookback,
    experiment_events_end_timestamp: until,
    assignments_start_timestamp: design.assignmentFrom,
    assignments_end_timestamp: design.assignmentUntil ?? until,
    experiment_key: key,
    allocation_key: key,
  };
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
  const until = earlier(design.assignmentUntil, asOf);
  const values: Readonly<Record<TemplateWord, string>> = {
    analysis_start_timestamp: design.assignmentFrom,
    analysis_end_timestamp: until,
    experiment_events_start_timestamp: design.assignmentFrom,
    experiment_events_end_timestamp: until,
    assignments_start_timestamp: design.assignmentFrom,
    assignments_end_timestamp: until,
    experiment_key: design.experimentKey,
    allocation_key: design.experimentKey,
  };
  return { ...assignmentSource, sql: fillTemplate(assignmentSource.sql, dialect, values) };
};

/** What the placeholders of experiment and allocation stand for; a baseline is of any. */
export const keyOf = ({ experimentId, design }: AnalysisRequest): string =>
  experimentId === null ? '%' : design.experimentKey;
