import { entries, population, populationSizes, type PropertyCondition, type ScratchTable } from '@assay/warehouse-sql';
import { subjectProperties, type SubjectProperty } from '@assay/definitions';
import type { AnalysisRequest } from './analysis-request.js';
import { factsUntil, type Carried, type Draft } from './plan-draft.js';

/** Whether fewer than all of the assigned subjects are analysed. */
export const narrowed = ({ entryPoint, segment }: AnalysisRequest): boolean => Boolean(entryPoint) || Boolean(segment);

/** Columns of the properties that the segment asks for, one for each condition; they follow those of the splits. */
export const segmentColumns = ({ request: { segment, assignmentSource, propertySources = [] } }: Draft): Carried[] =>
  (segment?.conditions ?? []).map(({ property }) => {
    const found = subjectProperties(assignmentSource, propertySources).find((one) => one.name === property);
    if (!found) throw new RangeError(`The segment asks for “${property}”, which no source of properties has.`);
    return carriedOf(found);
  });

/** A property as exposures carry it. */
export const carriedOf = ({ column, sourceId }: SubjectProperty): Carried =>
  sourceId === null ? column : { sourceId, column };

interface Assigned {
  readonly assigned: ScratchTable;
  /** The step that makes it. */
  readonly assigning: string;
  /** Properties that it carries: those of the splits, then one for each condition of the segment. */
  readonly properties: number;
  readonly metricIds: readonly string[];
}

/** Step `exposures`: the assigned subjects that are analysed, from when they entered on; and how many those are. */
export const planPopulation = (draft: Draft, { assigned, assigning, properties, metricIds }: Assigned): void => {
  const { d, request, options, variations } = draft;
  const { entryPoint = null, segment = null, design, connection } = request;
  const entered = entryPoint ? draft.table('entry') : null;
  const needs =
    entryPoint && entered
      ? draft.add({
          id: 'entries',
          kind: 'population',
          label: `Entries from ${entryPoint.name}`,
          needs: [assigning],
          metricIds,
          statement: entries(d, {
            ...entryPoint,
            table: entered,
            assigned,
            select: entryPoint.sql,
            from: design.assignmentFrom,
            until: factsUntil(request, options.asOf),
          }),
        })
      : assigning;
  const conditions = (segment?.conditions ?? []).map(({ operation, values }, at): PropertyCondition => ({
    property: draft.properties.length + at,
    keeps: operation === 'equals',
    values,
  }));
  const { minimumContributors } = connection;
  const query = { assigned, entries: entered, properties, conditions, variations, minimumContributors };
  draft.add({
    id: 'exposures',
    kind: 'population',
    label: segment ? `Subjects of ${segment.name}` : 'Subjects that entered',
    needs: [needs],
    metricIds,
    statement: population(d, { ...query, table: draft.tables.exposures }),
  });
  draft.add({
    id: 'population',
    kind: 'diagnostics',
    label: 'Subjects inside and outside',
    needs: [needs],
    reading: { kind: 'population', entryPoint: entryPoint?.name ?? null, segment: segment?.name ?? null },
    statement: populationSizes(d, query),
  });
};
