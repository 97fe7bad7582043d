import type { ResultsView, SanityView } from '@assay/api-contract';
import type { ReactNode } from 'react';
import { Sparkline } from '../../components/index.js';
import { formatCount, formatFixed, formatP, formatShare, plural } from '../../format/index.js';
import './SanityStrip.css';

type Status = SanityView['split']['status'];

const marks = { passed: '✓', warning: '!', failed: '✕', unknown: '–' } as const;
const words = { passed: 'passed', warning: 'warning', failed: 'failed', unknown: 'not known' } as const;

interface SanityStripProps {
  readonly sanity: SanityView;
  readonly nameOf: (variation: string) => string;
  readonly counted: ResultsView['counted'];
}

/** Whether the data can be trusted: read before any lift. */
export function SanityStrip({ sanity, nameOf, counted }: SanityStripProps) {
  const { exposure, population, split, mixed, preperiod, freshness, missing } = sanity;
  return (
    <>
      <section className="sanity" aria-label="Data sanity">
        <Tile title="Exposure" status={exposure.status} hint={`Subjects counted: ${formatCount(exposure.subjects)}`}>
          <span>
            <b>{formatCount(exposure.subjects)}</b> {counted}
          </span>
          {exposure.members !== null && <small>of {formatCount(exposure.members)} members</small>}
          {population && (
            <small title={population.explanation}>
              of {formatCount(population.byVariation.reduce((sum, one) => sum + one.assigned, 0))} assigned
            </small>
          )}
          {exposure.series.length > 1 ? (
            <Sparkline values={exposure.series.map((day) => day.subjects)} label="Subjects over time, cumulative" />
          ) : (
            <small>no trend: the rows carry no time</small>
          )}
        </Tile>
        <Tile title="Split" status={split.status} hint={split.explanation}>
          <b>{sharesOf(exposure.byVariation)}</b>
          <small title={exposure.byVariation.map((v) => `${nameOf(v.variation)} ${formatCount(v.n)}`).join(', ')}>
            {splitNote(split)}
          </small>
        </Tile>
        <Tile title="Mixed" status={mixed.status} hint={mixed.explanation}>
          <b>{formatShare(mixed.share, 1)}</b>
          <small>{mixed.subjects > 0 ? `${formatCount(mixed.subjects)} left out` : 'nobody saw two variations'}</small>
        </Tile>
        <Tile title="Before start" status={preperiod.status} hint={preperiod.explanation}>
          <b>
            {preperiod.status === 'passed' ? 'balanced' : preperiod.status === 'unknown' ? 'not checked' : 'unequal'}
          </b>
          <small>
            {preperiod.smallestPValue === null
              ? preperiod.explanation
              : `${plural(preperiod.metrics, 'metric')}, smallest ${formatP(preperiod.smallestPValue)}`}
          </small>
        </Tile>
        <Freshness freshness={freshness} missing={missing} />
      </section>
      <Checks sanity={sanity} />
    </>
  );
}

const checks: readonly (readonly [Exclude<keyof SanityView, 'exposure'>, string])[] = [
  ['population', 'Who is analysed'],
  ['split', 'Split of subjects'],
  ['dimensions', 'Split in each property'],
  ['mixed', 'Subjects in two variations'],
  ['preperiod', 'Before the experiment'],
  ['missing', 'Metrics with data'],
  ['caps', 'Caps'],
  ['freshness', 'Freshness of facts'],
];

/** Every check with what it found, folded away while all is well. */
function Checks({ sanity }: { sanity: SanityView }) {
  const made = checks.flatMap(([key, title]) => {
    const check = sanity[key];
    return check === null ? [] : [{ key, title, status: check.status, explanation: check.explanation }];
  });
  const bad = made.filter(({ status }) => status === 'failed' || status === 'warning').length;
  const summary =
    bad === 0
      ? `${plural(made.length, 'check')}, none found anything`
      : `${bad} of ${plural(made.length, 'check')} found something`;
  return (
    <details className="checks">
      <summary>{summary}</summary>
      <ul className="plain-list">
        {made.map(({ key, title, status, explanation }) => (
          <li key={key}>
            <span className={`mark mark-${status}`} role="img" aria-label={words[status]}>
              {marks[status]}
            </span>
            <b>{title}</b>
            <span>{explanation}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

const sharesOf = (arms: SanityView['exposure']['byVariation']): string => {
  const total = arms.reduce((sum, arm) => sum + arm.n, 0);
  if (total === 0) return 'nobody yet';
  return arms.map((arm) => formatFixed((arm.n / total) * 100, arms.length > 3 ? 0 : 2)).join(' / ');
};

const splitNote = (split: SanityView['split']): string => {
  if (split.sequentialPValue !== null) return `sequential SRM ${formatP(split.sequentialPValue)}`;
  return split.pValue === null ? split.explanation : `SRM ${formatP(split.pValue)}`;
};

function Freshness({ freshness, missing }: Pick<SanityView, 'freshness' | 'missing'>) {
  const isMissing = missing.status === 'failed' || missing.status === 'warning';
  const shown = isMissing ? missing : freshness;
  return (
    <Tile title="Freshness" status={shown.status} hint={shown.explanation}>
      <b>{isMissing ? `${plural(missing.metrics.length, 'metric')} without data` : headOf(freshness)}</b>
      <small>{shown.explanation}</small>
    </Tile>
  );
}

const headOf = ({ status }: SanityView['freshness']): string =>
  ({ passed: 'up to date', warning: 'behind', failed: 'stale', unknown: 'not known' })[status];

interface TileProps {
  readonly title: string;
  readonly status: Status;
  readonly hint: string;
  readonly children: ReactNode;
}

const Tile = ({ title, status, hint, children }: TileProps) => (
  <div className="tile" title={hint}>
    <h3>
      {title}
      <span className={`mark mark-${status}`} role="img" aria-label={words[status]}>
        {marks[status]}
      </span>
    </h3>
    {children}
  </div>
);
