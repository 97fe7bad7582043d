import { formatLift, formatP, formatShare } from '../../../format/index.js';
import type { Estimate } from './rows.js';

/** A guardrail's cutoff, without superfluous decimals: −0.05 → `−5%`. */
export const formatCutoff = (cutoff: number): string =>
  formatLift(cutoff, Math.abs(cutoff * 100 - Math.round(cutoff * 100)) < 1e-9 ? 0 : 1);

const guardrailWords = { inside: 'inside', may_exceed: 'may exceed', breached: 'beyond' } as const;

const strength = (estimate: Estimate): string => {
  if (estimate.chanceToWin !== null) return `${formatShare(estimate.chanceToWin, 1)} to win`;
  const p = estimate.adjustedPValue ?? estimate.pValue;
  return p === null ? '' : formatP(p);
};

/** The p-value before the correction, where it is another one. */
export const uncorrectedOf = ({ pValue, adjustedPValue }: Estimate): string =>
  pValue === null || adjustedPValue === null || Math.abs(pValue - adjustedPValue) < 1e-12
    ? ''
    : `${formatP(pValue)} before the correction`;

/** What speaks for or against: the guardrail's state first, then p or the chance to win. */
export function evidenceOf(estimate: Estimate, cutoff: number | null): { text: string; note: string } {
  if (estimate.guardrail === null || cutoff === null) return { text: strength(estimate), note: '' };
  return { text: `${guardrailWords[estimate.guardrail]} ${formatCutoff(cutoff)}`, note: strength(estimate) };
}
