import type { VerdictView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { Failure } from '../../components/index.js';
import { formatShare } from '../../format/index.js';
import './Verdict.css';

const words = { good: 'Good', bad: 'Bad', warn: 'Undecided', neutral: 'Neutral' } as const;

/** What the results say, in one line, with the rule that led there. */
export function Verdict({ verdict }: { verdict: VerdictView }) {
  const { tone, headline, reason, precision } = verdict;
  return (
    <section className={`verdict verdict-${tone}`} aria-label="Verdict">
      <div>
        <h2>
          <span className="verdict-dot" role="img" aria-label={words[tone]}>
            ●
          </span>{' '}
          {headline}
        </h2>
        <p>{reason}</p>
      </div>
      {precision && (
        <div className="verdict-precision">
          Precision ±{formatShare(precision.current, 1)} of ±{formatShare(precision.target, 1)} wanted
          <div
            className="verdict-bar"
            role="progressbar"
            aria-label="Precision reached"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(precision.progress * 100)}
          >
            <i style={{ width: `${Math.min(100, precision.progress * 100)}%` }} />
          </div>
        </div>
      )}
    </section>
  );
}

interface DoNotReadProps {
  readonly explanation: string;
  readonly isBusy: boolean;
  readonly failure: unknown;
  readonly onReveal: () => void;
}

/** In place of the verdict and the table when subjects were not split as designed; looking all the same is on record. */
export function DoNotRead({ explanation, isBusy, failure, onReveal }: DoNotReadProps) {
  return (
    <section className="verdict verdict-bad" role="alert" aria-label="Do not read">
      <div>
        <h2>
          <span className="verdict-dot" aria-hidden>
            ●
          </span>{' '}
          Do not read these results
        </h2>
        <p>
          {explanation} Whatever made the split uneven can also make the metrics differ. Look for the cause: assignments
          that are logged in one variation only, redirects, bots, a filter in the assignment source.
        </p>
      </div>
      {failure !== null && <Failure error={failure} />}
      <Button variant="default" loading={isBusy} onClick={onReveal}>
        Show them all the same
      </Button>
    </section>
  );
}
