import type { Cell, StatementEstimate } from '../port.js';

interface PlanNode {
  readonly name?: string;
  readonly children?: readonly PlanNode[];
  readonly extra_info?: Readonly<Record<string, unknown>>;
}

/** What EXPLAIN (FORMAT JSON) of DuckDB says: rows at the root, and rows of all scans as the cost. */
export function estimateOfPlan(rows: readonly (readonly Cell[])[]): StatementEstimate {
  const text = rows[0]?.[1];
  const roots = typeof text === 'string' ? (JSON.parse(text) as readonly PlanNode[]) : [];
  const scanned = roots.flatMap(scans).reduce((sum, node) => sum + (cardinality(node) ?? 0), 0);
  return {
    basis: 'plan',
    bytesScanned: null,
    rowsReturned: roots[0] ? cardinality(roots[0]) : null,
    planCost: scanned,
  };
}

const scans = (node: PlanNode): PlanNode[] => [
  ...((node.name ?? '').includes('SCAN') ? [node] : []),
  ...(node.children ?? []).flatMap(scans),
];

const cardinality = (node: PlanNode): number | null => {
  const stated = Number(node.extra_info?.['Estimated Cardinality']);
  return Number.isFinite(stated) ? stated : null;
};
