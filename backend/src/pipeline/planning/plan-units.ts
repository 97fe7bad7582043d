import {
  capReport,
  caps,
  clusters,
  hasCap,
  pivots,
  type CapQuery,
  type ScratchTable,
  type Variable,
} from '@assay/warehouse-sql';
import type { PlannedMetric, PlannedVariable } from './measures-of.js';
import type { Draft } from './plan-draft.js';

/** Caps of all capped variables, and what of them may be shown. */
export const planCaps = (
  draft: Draft,
  q: Pick<CapQuery, 'subjects' | 'variables'>,
  named: readonly { readonly of: PlannedVariable; readonly metric: PlannedMetric; readonly at: number }[],
  metricIds: readonly string[],
  made: string,
  at: number,
): { readonly step: string; readonly caps: ScratchTable | null } => {
  let needs = made;
  let capTable: ScratchTable | null = null;
  if (q.variables.some(hasCap)) {
    capTable = draft.table(`cap_${at}`);
    const query = { ...q, table: capTable };
    needs = draft.add({
      id: `caps_${at}`,
      kind: 'caps',
      label: 'Caps',
      needs: [made],
      metricIds,
      statement: caps(draft.d, query),
    });
    draft.add({
      id: `caps_in_use_${at}`,
      kind: 'diagnostics',
      label: 'Caps in use',
      needs: [needs],
      reading: {
        kind: 'caps',
        variables: named
          .filter(({ of }) => of.winsorization !== null)
          .map(({ of, metric, at: i }) => ({ at: i, metricId: metric.metricId, role: of.role })),
      },
      statement: capReport(draft.d, {
        ...query,
        caps: capTable,
        minimumContributors: draft.request.connection.minimumContributors,
        countedBy: draft.countedBy,
      }),
    });
  }
  return { step: needs, caps: capTable };
};

/** What moments are taken of: subjects, or sums over the members of clusters, capped already. */
interface Units {
  readonly subjects: ScratchTable;
  readonly caps: ScratchTable | null;
  readonly variables: readonly Variable[];
  readonly step: string;
}

/** A table of clusters in the place of the table of their members. */
export const planClusters = (
  draft: Draft,
  q: Omit<Units, 'step'>,
  metricIds: readonly string[],
  needs: string,
  at: number,
): Units => {
  const table = draft.table(`cluster_${at}`);
  const step = draft.add({
    id: `clusters_${at}`,
    kind: 'subjects',
    label: 'Sums per cluster',
    needs: [needs],
    metricIds,
    statement: clusters(draft.d, { ...q, table, properties: draft.properties.length }),
  });
  const variables = q.variables.map((_, column): Variable => ({ column, winsorization: null, isBinary: false }));
  return { subjects: table, caps: null, variables, step };
};

export const planPivots = (draft: Draft, { step: needs, ...q }: Units, metricIds: readonly string[], at: number) => {
  const table = draft.table(`pivot_${at}`);
  const step = draft.add({
    id: `pivots_${at}`,
    kind: 'moments',
    label: 'Pivots',
    needs: [needs],
    metricIds,
    statement: pivots(draft.d, { ...q, table }),
  });
  return { step, pivots: table };
};
