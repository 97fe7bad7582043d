import type { ResultsView } from '@assay/api-contract';
import { formatLevel, plural } from '../../../format/index.js';
import { DownloadProof } from './DownloadProof.js';

const methodWords = {
  sequential: 'Sequential intervals: valid at every look',
  fixed: 'Fixed-sample intervals: valid at one planned look',
  bayesian: 'Bayesian credible intervals',
} as const;

const correctionWords = {
  none: 'not corrected for several metrics',
  preferential_bonferroni: 'corrected, the primary metric preferred',
  holm: 'corrected together by Holm',
  benjamini_hochberg: 'corrected together by Benjamini and Hochberg',
  tiered: 'corrected by role: primary by Holm, secondary and monitoring by Benjamini and Hochberg, guardrails not',
} as const;

/** How to read the table. */
export function Legend({ results }: { results: ResultsView }) {
  const hasGuardrail = results.metrics.some((metric) => metric.guardrailCutoff !== null);
  return (
    <footer className="results-foot">
      <span>
        {methodWords[results.method]}, {formatLevel(results.level)}, {plural(results.metrics.length, 'metric')},{' '}
        {results.method === 'bayesian' ? 'not corrected' : correctionWords[results.correction]}
        {results.usesCuped ? ', with CUPED' : ''}
      </span>
      {hasGuardrail && <span>Grey band: beyond the cutoff</span>}
      <span>▲ better ▼ worse ● not decided</span>
      {results.cells.length > 0 && <span>Split results are exploratory: not corrected for the number of cells</span>}
      <span>Click any number for its SQL and proof</span>
      <DownloadProof results={results} />
    </footer>
  );
}
