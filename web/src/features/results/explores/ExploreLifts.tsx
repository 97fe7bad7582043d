import type { ArmView, ExploreChart, MetricResult } from '@assay/api-contract';
import { formatCount, formatLevel, formatLift, formatValues, type EffectStyle } from '../../../format/index.js';
import { axisOf, type Axis } from '../table/axis.js';
import { AxisHead, IntervalPlot } from '../table/IntervalPlot.js';
import { describe, LiftCell } from '../table/LiftCell.js';
import { reasonOf, toneOf } from '../table/rows.js';
import { valueName } from './words.js';
import '../table/ResultsTable.css';

interface Line {
  readonly key: string;
  readonly title: string;
  readonly variation: string;
  readonly metric: MetricResult;
  readonly control: ArmView | null;
  readonly treatment: ArmView;
}

/** A line per value, step and treatment, in that order. */
function linesOf({ cells, control, variations }: ExploreChart, bySteps: boolean): Line[] {
  const nameOf = (key: string): string => variations.find((one) => one.key === key)?.name ?? key;
  return cells.flatMap(({ value, result }) => {
    const parts = bySteps ? result.steps : [{ name: null, arms: result.arms }];
    return parts.flatMap(({ name, arms }, at) =>
      arms
        .filter(({ variation }) => variation !== control)
        .map((treatment) => ({
          key: JSON.stringify([value, at, treatment.variation]),
          title:
            [value === null ? null : valueName(value), name].filter((part) => part !== null).join(': ') ||
            'All subjects',
          variation: nameOf(treatment.variation),
          metric: result,
          control: arms.find(({ variation }) => variation === control) ?? null,
          treatment,
        })),
    );
  });
}

/** The forest plot is the table: a line for each value, one axis for all. */
export function ExploreLifts({ chart, bySteps }: { chart: ExploreChart; bySteps: boolean }) {
  const lines = linesOf(chart, bySteps);
  const axis = axisOf(
    lines.flatMap(({ treatment: { estimate } }) => (estimate?.kind === 'estimate' ? [estimate] : [])),
  );
  const controlName = chart.variations.find(({ key }) => key === chart.control)?.name ?? chart.control;
  return (
    <div className="table-scroll">
      <table className="results" aria-label="Lifts">
        <thead>
          <tr>
            <th scope="col">{bySteps ? 'Step' : 'Value'}</th>
            <th scope="col">{controlName}</th>
            <th scope="col">Treatment</th>
            <th scope="col">Lift, {formatLevel(chart.level)}</th>
            <th scope="col" className="plot">
              <span className="visually-hidden">Interval</span>
              <AxisHead
                axis={axis}
                format={(tick) => formatLift(tick, Number.isInteger(Math.round(tick * 1e6) / 1e4) ? 0 : 1)}
              />
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <LiftLine key={line.key} line={line} axis={axis} unit={chart.counted} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LiftLine({ line, axis, unit }: { line: Line; axis: Axis; unit: ExploreChart['counted'] }) {
  const { metric, control, treatment, variation } = line;
  const style: EffectStyle = { ...metric, effect: 'relative' };
  const [controlValue, treatmentValue] = formatValues([control?.value ?? null, treatment.value], metric);
  const { estimate } = treatment;
  return (
    <tr>
      <th scope="row" className="m">
        <b>{line.title}</b>
      </th>
      <td>
        {controlValue}
        {control && <small>{`${formatCount(control.n)} ${unit}`}</small>}
      </td>
      <td>
        {treatmentValue}
        <small>{`${variation}, ${formatCount(treatment.n)} ${unit}`}</small>
      </td>
      {estimate?.kind === 'estimate' ? (
        <>
          <td className={`lift tone-${estimate.evidence === 'undecided' ? 'null' : toneOf(estimate)}`}>
            <LiftCell estimate={estimate} style={style} />
          </td>
          <td className="plot">
            <IntervalPlot
              axis={axis}
              at={estimate.lift}
              low={estimate.low}
              high={estimate.high}
              tone={toneOf(estimate)}
              label={`${line.title}, ${variation}: ${describe(estimate, style)}`}
              cutoff={null}
            />
          </td>
        </>
      ) : (
        <td colSpan={2} className="none">
          <b>{estimate ? reasonOf(estimate) : 'no comparison'}</b>
          {estimate && <small>{estimate.explanation}</small>}
        </td>
      )}
    </tr>
  );
}
