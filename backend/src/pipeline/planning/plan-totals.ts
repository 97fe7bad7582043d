import { subjectLink, type Metric } from '@assay/definitions';
import { outcomeMeasure, totals, UnknownColumn, type Measure, type Statement } from '@assay/warehouse-sql';
import type { AnalysisRequest, WithId } from './analysis-request.js';
import { factsUntil, type Draft } from './plan-draft.js';

/** Why a metric has no total over everyone; null = it has. */
export const whyNoTotal = (metric: Metric): string | null => {
  if (metric.kind !== 'simple' || !['sum', 'count'].includes(metric.numerator.operation))
    return 'Only sums and counts add up to a total.';
  if (metric.numerator.window !== null) return 'Its window counts from exposure, which most subjects do not have.';
  return metric.numerator.winsorization === null ? null : 'Its values are capped, and those of everybody are not.';
};

/** Totals of a statement; what the engines take as columns of one row. */
const mostTotals = 40;

type Source = AnalysisRequest['factSources'][number];
type Totalled = { readonly metricId: string; readonly measure: Measure };

/** Where they are wanted: totals of sums and counts over everyone, by a scan of each fact source of their own. */
export const planTotals = (draft: Draft): number => {
  const { request } = draft;
  if (!request.design.globalLift.isWanted || draft.countedBy === 'unit') return 0;
  const bySource = new Map<Source, Totalled[]>();
  for (const metric of request.metrics) {
    const source = request.factSources.find(({ facts }) => facts.some(({ id }) => id === factIdOf(metric)));
    const measure = source && measureOf(metric, source);
    if (source && measure) bySource.set(source, [...(bySource.get(source) ?? []), { metricId: metric.id, measure }]);
  }
  const made = [...bySource].flatMap(([source, all]) =>
    Array.from({ length: Math.ceil(all.length / mostTotals) }, (_, i) => ({
      source,
      some: all.slice(i * mostTotals, (i + 1) * mostTotals),
    })),
  );
  made.forEach(({ source, some }, at) => {
    const statement = statementOf(draft, source, some);
    if (!statement) return;
    draft.add({
      id: `totals_${at}`,
      kind: 'totals',
      label: `Totals of ${source.name}`,
      reading: { kind: 'totals', metricIds: some.map(({ metricId }) => metricId) },
      statement,
    });
  });
  return made.length;
};

const factIdOf = (metric: Metric): string | null => (metric.kind === 'simple' ? metric.numerator.factId : null);

const measureOf = (metric: Metric & WithId, source: Source): Measure | null => {
  if (metric.kind !== 'simple' || whyNoTotal(metric) !== null) return null;
  try {
    return outcomeMeasure(source, metric.numerator);
  } catch (problem) {
    if (problem instanceof UnknownColumn) return null; // told of the metric itself
    throw problem;
  }
};

const statementOf = ({ d, request, options }: Draft, source: Source, some: readonly Totalled[]): Statement | null => {
  const link = subjectLink(request.assignmentSource, source);
  return (
    link &&
    totals(d, {
      ...source,
      select: source.sql,
      subjectColumn: link.column,
      measures: some.map(({ measure }) => measure),
      from: request.design.assignmentFrom,
      until: factsUntil(request, options.asOf),
      minimumContributors: request.connection.minimumContributors,
    })
  );
};
