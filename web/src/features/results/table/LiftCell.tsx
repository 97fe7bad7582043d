import { formatEffect, formatLevel, type EffectStyle } from '../../../format/index.js';
import { glyphOf, wordOf, type Estimate } from './rows.js';

/** An estimate in words and numbers; the level is in the text for those who cannot see the header. */
export function describe(estimate: Estimate, style: EffectStyle): string {
  const { lift, low, high } = formatEffect(estimate, style);
  return `${lift}, ${formatLevel(estimate.level)} interval ${low} to ${high}, ${wordOf(estimate)}`;
}

/** A lift is never shown without its interval. */
export function LiftCell({ estimate, style }: { estimate: Estimate; style: EffectStyle }) {
  const { lift, low, high } = formatEffect(estimate, style);
  return (
    <>
      <span className="lift-value">
        <span aria-hidden>{glyphOf(estimate)}</span> {lift}
        <span className="visually-hidden"> {wordOf(estimate)}</span>
      </span>
      <small>
        {low} to {high}
      </small>
    </>
  );
}
