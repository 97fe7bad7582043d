import { subjectLink } from '@assay/definitions';
import { secondaryIds, stageAssignments, type ExposureQuery, type ScratchTable } from '@assay/warehouse-sql';
import type { AnalysisRequest } from './analysis-request.js';
import type { Draft, PlannedSecondaryId } from './plan-draft.js';

/** The secondary ids by which the fact sources of an analysis find its subjects, each once. */
export const secondaryIdsInUse = (
  { assignmentSource, factSources }: AnalysisRequest,
  table: (suffix: string) => ScratchTable,
): readonly PlannedSecondaryId[] => {
  const used = factSources.map((source) => subjectLink(assignmentSource, source)?.secondaryId?.entityId);
  return assignmentSource.secondaryIds
    .filter(({ entityId }) => used.includes(entityId))
    .map((id, at) => ({ ...id, table: table(`secondary_id_${at}`), step: `secondary_id_${at}` }));
};

/** Step `assignments`: the one scan of the assignment source, for the subjects and for their secondary ids. */
export const planAssignments = (
  draft: Draft,
  query: ExposureQuery,
  metricIds: readonly string[],
): { readonly staged: ScratchTable; readonly needs: readonly string[] } => {
  const staged = draft.table('assignment');
  const step = draft.add({
    id: 'assignments',
    kind: 'exposures',
    label: `Assignments from ${draft.request.assignmentSource.name}`,
    metricIds,
    statement: stageAssignments(
      draft.d,
      staged,
      query,
      draft.secondaryIds.map(({ column }) => column),
    ),
  });
  return { staged, needs: [step] };
};

/** Whom each secondary id belongs to; a step for each kind of id. */
export const planSecondaryIds = (draft: Draft, assignments: ScratchTable, metricIds: readonly string[]): void => {
  draft.secondaryIds.forEach(({ column, table, step }, at) => {
    draft.add({
      id: step,
      kind: 'exposures',
      label: `Subjects that each ${column} belongs to`,
      needs: ['exposures'],
      metricIds,
      statement: secondaryIds(draft.d, { table, assignments, exposures: draft.tables.exposures, at }),
    });
  });
};
