import type { ResultsView } from '@assay/api-contract';
import { formatCount, formatShare, formatValues, type EffectStyle } from '../../../format/index.js';
import type { Axis } from './axis.js';
import { evidenceOf, uncorrectedOf } from './evidence.js';
import { IntervalPlot } from './IntervalPlot.js';
import { describe, LiftCell } from './LiftCell.js';
import { reasonOf, toneOf, type Estimate, type ResultRow } from './rows.js';

interface MetricRowProps {
  readonly row: ResultRow;
  readonly axisFor: (estimate: Estimate) => Axis;
  readonly effect: 'relative' | 'absolute';
  /** What is counted. */
  readonly unit: ResultsView['counted'];
  /** Named where there are several treatments. */
  readonly treatmentName: string | null;
  readonly isOpen: boolean;
  readonly onProof: (key: string) => void;
}

export function MetricRow({ row, axisFor, effect, unit, treatmentName, isOpen, onProof }: MetricRowProps) {
  const { metric, control, treatment } = row;
  const style: EffectStyle = { ...metric, effect };
  const [controlValue = '–', treatmentValue = '–'] = formatValues([control?.value ?? null, treatment.value], metric);
  const open = () => onProof(row.key);
  const estimate = treatment.estimate;
  return (
    <tr className={isOpen ? 'sel' : undefined}>
      <th scope="row" className="m">
        <b>{row.title}</b>
        {row.note && <small>{row.note}</small>}
      </th>
      <td>
        <Number onClick={open} of={`${row.title}, control`} title={control ? `${formatCount(control.n)} ${unit}` : ''}>
          {controlValue}
        </Number>
        <OfStepBefore share={row.ofStepBefore?.control} />
      </td>
      <td>
        <Number onClick={open} of={`${row.title}, treatment`} title={`${formatCount(treatment.n)} ${unit}`}>
          {treatmentValue}
        </Number>
        <OfStepBefore share={row.ofStepBefore?.treatment} />
        {treatmentName && <small>{treatmentName}</small>}
      </td>
      {estimate?.kind === 'estimate' ? (
        <Numbers row={row} estimate={estimate} axis={axisFor(estimate)} style={style} onClick={open} />
      ) : (
        <td colSpan={3} className="none">
          <b>{estimate ? reasonOf(estimate) : 'no comparison'}</b>
          {estimate && <small>{estimate.explanation}</small>}
        </td>
      )}
    </tr>
  );
}

/** How many of those who reached the step before went on; the variations send different subjects there: no lift. */
const OfStepBefore = ({ share }: { share: number | null | undefined }) =>
  share == null ? null : <small>{formatShare(share, 1)} of the step before</small>;

interface NumbersProps {
  readonly row: ResultRow;
  readonly estimate: Estimate;
  readonly axis: Axis;
  readonly style: EffectStyle;
  readonly onClick: () => void;
}

function Numbers({ row, estimate, axis, style, onClick }: NumbersProps) {
  const tone = toneOf(estimate);
  const { guardrailCutoff: cutoff, desiredChange } = row.metric;
  const evidence = evidenceOf(estimate, cutoff);
  const showsCutoff = cutoff !== null && style.effect === 'relative';
  return (
    <>
      <td className={`lift tone-${estimate.evidence === 'undecided' ? 'null' : tone}`}>
        <Number onClick={onClick} of={`${row.title}, lift`} title={reductionOf(estimate)}>
          <LiftCell estimate={estimate} style={style} />
        </Number>
      </td>
      <td className="plot">
        <IntervalPlot
          axis={axis}
          at={estimate.lift}
          low={estimate.low}
          high={estimate.high}
          tone={tone}
          label={`${row.title}: ${describe(estimate, style)}`}
          cutoff={showsCutoff ? { value: cutoff, side: desiredChange === 'increase' ? 'below' : 'above' } : null}
        />
      </td>
      <td className={`tone-${tone}`}>
        {evidence.text}
        {evidence.note && <small>{evidence.note}</small>}
        {uncorrectedOf(estimate) && <small>{uncorrectedOf(estimate)}</small>}
        <Randomisation of={estimate} />
        {estimate.caution && <small title={estimate.caution}>handle with care</small>}
      </td>
    </>
  );
}

const randomisationHint =
  'Share of schedules, shuffled within blocks of their units, whose difference is at least as large. It holds for few slots, too.';

/** The randomisation test of a switchback, and whether it says what the interval says. */
function Randomisation({ of: { randomisation, pValue, alpha } }: { readonly of: Estimate }) {
  if (randomisation === null) return null;
  const isOtherwise = pValue !== null && pValue < alpha !== randomisation.pValue < alpha;
  return (
    <small title={randomisationHint}>
      shuffled: p = {randomisation.pValue.toPrecision(2)}
      {isOtherwise && ', unlike the interval'}
    </small>
  );
}

const reductionOf = (estimate: Estimate): string =>
  estimate.varianceReduction === null
    ? ''
    : `CUPED${estimate.covariates > 1 ? `, ${estimate.covariates} covariates` : ''}: ${Math.round(estimate.varianceReduction * 100)}% less variance`;

interface NumberProps {
  readonly of: string;
  readonly title: string;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

/** A number that leads to its proof. */
const Number = ({ of, title, onClick, children }: NumberProps) => (
  <button type="button" className="number" title={title || undefined} onClick={onClick}>
    <span className="visually-hidden">{of}: </span>
    {children}
    <span className="visually-hidden">, show the proof</span>
  </button>
);
