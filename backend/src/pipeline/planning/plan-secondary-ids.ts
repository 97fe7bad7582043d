import { analysedBy, subjectLink } from '@assay/definitions';
import {
  countsOfMembers,
  members,
  secondaryIds,
  stageAssignments,
  type ExposureQuery,
  type ScratchTable,
} from '@assay/warehouse-sql';
import type { AnalysisRequest } from './analysis-request.js';
import type { Draft, PlannedSecondaryId } from './plan-draft.js';

/**
 * The secondary ids by which the fact sources of an analysis find its subjects, each once. Of an analysis by cluster
 * the one that names the members, whose facts find them by themselves.
 */
export const secondaryIdsInUse = (
  { assignmentSource, factSources, design }: AnalysisRequest,
  table: (suffix: string) => ScratchTable,
): readonly PlannedSecondaryId[] => {
  const analysed = analysedBy(assignmentSource, design);
  const used = [
    design.analysedEntityId,
    ...factSources.map((source) => subjectLink(analysed, source)?.secondaryId?.entityId),
  ];
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

/** Step `members`: the members of the exposed clusters, and how many they are. */
const planMembers = (
  draft: Draft,
  { table, assignments, properties }: { table: ScratchTable; assignments: ScratchTable; properties: number },
  metricIds: readonly string[],
): void => {
  const { d, request, variations, tables } = draft;
  const step = draft.add({
    id: 'members',
    kind: 'exposures',
    label: 'Members of the clusters',
    needs: ['exposures'],
    metricIds,
    statement: members(d, { table, assignments, exposures: tables.exposures, at: 0, properties }),
  });
  const { minimumContributors } = request.connection;
  draft.add({
    id: 'member_counts',
    kind: 'diagnostics',
    label: 'Members per variation',
    needs: [step],
    reading: { kind: 'members' },
    statement: countsOfMembers(d, { members: table, variations, minimumContributors }),
  });
};

/** Whom each secondary id belongs to, a step for each kind of id; or the members of the clusters. */
export const planSecondaryIds = (
  draft: Draft,
  assignments: ScratchTable,
  properties: number,
  metricIds: readonly string[],
): void => {
  const { members: table } = draft.tables;
  if (table) return planMembers(draft, { table, assignments, properties }, metricIds);
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
