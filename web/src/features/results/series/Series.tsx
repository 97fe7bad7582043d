import type { SeriesView } from '@assay/api-contract';
import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy } from 'react';
import { api } from '../../../api/index.js';
import { Empty, Loaded, LoadingRows } from '../../../components/index.js';
import { formatCount, formatDay, formatLevel, formatLift } from '../../../format/index.js';
import type { View } from '../useView.js';
import './Series.css';

const SeriesChart = lazy(() => import('./SeriesChart.js').then((module) => ({ default: module.SeriesChart })));

type Treatment = SeriesView['treatments'][number];

interface SeriesProps {
  readonly experimentId: string;
  readonly metric: { readonly id: string; readonly name: string };
  readonly view: Pick<View, 'method' | 'level' | 'correction'>;
  readonly nameOf: (variation: string) => string;
}

const methodWords = { sequential: 'sequential', fixed: 'fixed-sample', bayesian: 'credible' } as const;

/** Cumulative lift of one metric, day by day, with its interval as a band. */
export function Series({ experimentId, metric, view, nameOf }: SeriesProps) {
  const query = useQuery(
    api.experiments.series(experimentId, {
      metricId: metric.id,
      method: view.method,
      level: view.level,
      correction: view.correction,
    }),
  );
  return (
    <Loaded query={query} loading={<LoadingRows rows={6} />}>
      {(series) => {
        if (!series.treatments.some((treatment) => treatment.points.length > 0)) {
          return (
            <Empty title="No trend to draw">
              The rows carry no real time, no day has been computed yet, or the metric is a percentile, whose days do
              not add up. The results show all of it at once.
            </Empty>
          );
        }
        return <SeriesFigures series={series} name={metric.name} nameOf={nameOf} />;
      }}
    </Loaded>
  );
}

interface SeriesFiguresProps {
  readonly series: SeriesView;
  /** Of the metric. */
  readonly name: string;
  readonly nameOf: (variation: string) => string;
}

/** A chart and its table for each treatment that has days. */
export function SeriesFigures({ series, name, nameOf }: SeriesFiguresProps) {
  const drawn = series.treatments.filter((treatment) => treatment.points.length > 0);
  return drawn.map((treatment) => (
    <figure className="series" key={treatment.variation}>
      <figcaption>
        <b>{name}</b>, {nameOf(treatment.variation)}: cumulative lift with its {formatLevel(series.level)}{' '}
        {methodWords[series.method]} interval{series.isCorrected ? '' : ', not corrected for several metrics'}. Weekends
        are shaded; days are in UTC.
      </figcaption>
      <Suspense fallback={<LoadingRows rows={6} />}>
        <SeriesChart points={treatment.points} label={`${name}, ${nameOf(treatment.variation)}`} />
      </Suspense>
      <SeriesTable treatment={treatment} level={series.level} />
    </figure>
  ));
}

const shown = (value: number | null): string => (value === null ? '–' : formatLift(value));

/** The same numbers for those who do not see the chart, or want to copy them. */
function SeriesTable({ treatment, level }: { treatment: Treatment; level: number }) {
  return (
    <details className="series-table">
      <summary>As a table</summary>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col" className="num">
                Subjects
              </th>
              <th scope="col" className="num">
                Lift
              </th>
              <th scope="col" className="num">
                {formatLevel(level)} interval
              </th>
            </tr>
          </thead>
          <tbody>
            {treatment.points.map((point) => (
              <tr key={point.day}>
                <td>{formatDay(point.day)}</td>
                <td className="num">{formatCount(point.n)}</td>
                <td className="num">{shown(point.lift)}</td>
                <td className="num">
                  {shown(point.low)} to {shown(point.high)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
