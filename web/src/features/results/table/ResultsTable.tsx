import type { ResultsView } from '@assay/api-contract';
import { useMemo } from 'react';
import { formatLevel, formatLift } from '../../../format/index.js';
import { axisOf, type Axis } from './axis.js';
import { AxisHead } from './IntervalPlot.js';
import { MetricRow } from './MetricRow.js';
import { groupsOf, type Estimate, type RowGroup } from './rows.js';
import './ResultsTable.css';

interface ResultsTableProps {
  readonly results: ResultsView;
  /** Key of the row whose proof is open; null = none. */
  readonly proof: string | null;
  readonly onProof: (key: string) => void;
}

const estimatesOf = (groups: readonly RowGroup[]): Estimate[] =>
  groups.flatMap((group) =>
    group.rows.flatMap(({ treatment }) => (treatment.estimate?.kind === 'estimate' ? [treatment.estimate] : [])),
  );

/** Differences are in each metric's own unit: every row gets its own scale, and all rows share zero. */
const ownAxis = (estimate: Estimate): Axis => {
  const reach = Math.max(Math.abs(estimate.low), Math.abs(estimate.high)) * 1.12 || 1;
  return { low: -reach, high: reach, ticks: [0] };
};

/** The forest plot is the table: metrics by treatments, one axis, every number leads to its proof. */
export function ResultsTable({ results, proof, onProof }: ResultsTableProps) {
  const groups = useMemo(() => groupsOf(results), [results]);
  const isRelative = results.effect === 'relative';
  const shared = useMemo(() => {
    const cutoffs = results.metrics.flatMap((m) => (m.guardrailCutoff === null ? [] : [m.guardrailCutoff]));
    return axisOf(estimatesOf(groups), isRelative ? cutoffs : []);
  }, [groups, isRelative, results.metrics]);
  const treatments = results.variations.filter((variation) => variation.key !== results.control);
  const nameOf = (key: string): string => results.variations.find((v) => v.key === key)?.name ?? key;
  return (
    <div className="table-scroll">
      <table className="results" aria-label="Results by metric">
        <thead>
          <tr>
            <th scope="col">{results.cells.length > 0 ? 'Metric and cell' : 'Metric'}</th>
            <th scope="col">{nameOf(results.control)}</th>
            <th scope="col">{treatments.length === 1 && treatments[0] ? treatments[0].name : 'Treatment'}</th>
            <th scope="col">
              {isRelative ? 'Lift' : 'Difference'}, {formatLevel(results.level)}
            </th>
            <th scope="col" className="plot">
              {isRelative ? (
                <>
                  <span className="visually-hidden">Interval</span>
                  <AxisHead
                    axis={shared}
                    format={(tick) => formatLift(tick, Number.isInteger(Math.round(tick * 1e6) / 1e4) ? 0 : 1)}
                  />
                </>
              ) : (
                'each row on its own scale'
              )}
            </th>
            <th scope="col">Evidence</th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.title}>
            <tr className="grp">
              <th scope="rowgroup" colSpan={6}>
                {group.title}
              </th>
            </tr>
            {group.rows.map((row) => (
              <MetricRow
                key={row.key}
                row={row}
                axisFor={(estimate) => (isRelative ? shared : ownAxis(estimate))}
                effect={results.effect}
                unit={results.counted}
                treatmentName={treatments.length > 1 ? nameOf(row.treatment.variation) : null}
                isOpen={row.key === proof}
                onProof={onProof}
              />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
