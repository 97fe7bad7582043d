import type { ExploreChart, ExploreInput } from '@assay/api-contract';
import { Empty } from '../../../components/index.js';
import { formatInstant, formatLevel } from '../../../format/index.js';
import { SeriesFigures } from '../series/Series.js';
import { ExploreLifts } from './ExploreLifts.js';
import { FunnelSteps } from './FunnelSteps.js';
import { scopeOf, visualisationNames } from './words.js';
import './Explores.css';

interface ExploreFigureProps {
  readonly chart: ExploreChart;
  readonly explore: Pick<ExploreInput, 'name' | 'visualisation' | 'splitBy' | 'filter'>;
}

const methodWords = { sequential: 'sequential', fixed: 'fixed-sample', bayesian: 'credible' } as const;

/** An explore as it is drawn now, with how it may be read below. */
export function ExploreFigure({ chart, explore }: ExploreFigureProps) {
  return (
    <section className="card" aria-label={explore.name}>
      <div className="card-head">
        <h2>{explore.name}</h2>
        <div className="card-note">
          {chart.metric ?? 'no metric'} · {visualisationNames[explore.visualisation].toLowerCase()} · {scopeOf(explore)}
        </div>
      </div>
      {chart.caution !== null && (
        <p className="explore-caution" role="note">
          <b>Do not read these lifts.</b> {chart.caution}
        </p>
      )}
      {chart.because === null ? (
        <Drawing chart={chart} explore={explore} />
      ) : (
        <Empty title="Nothing to draw">{chart.because}</Empty>
      )}
      <footer className="results-foot">
        <span>
          Exploratory: one look among many, not corrected for the number of metrics and values, without CUPED. A new
          experiment says whether it is so.
        </span>
        {explore.visualisation !== 'funnel_steps' && (
          <span>
            {formatLevel(chart.level)} {methodWords[chart.method]} intervals
          </span>
        )}
        <span>{chart.asOf === null ? 'no refresh yet' : `data until ${formatInstant(chart.asOf)}`}</span>
      </footer>
    </section>
  );
}

function Drawing({ chart, explore }: ExploreFigureProps) {
  const nameOf = (key: string): string => chart.variations.find((one) => one.key === key)?.name ?? key;
  switch (explore.visualisation) {
    case 'series':
      return chart.series && <SeriesFigures series={chart.series} name={chart.metric ?? ''} nameOf={nameOf} />;
    case 'funnel_steps':
      return <FunnelSteps chart={chart} />;
    case 'lift':
    case 'funnel_lift':
      return <ExploreLifts chart={chart} bySteps={explore.visualisation === 'funnel_lift'} />;
    default:
      return explore.visualisation satisfies never;
  }
}
