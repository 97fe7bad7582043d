import type { ExperimentView, MetricView, SeriesView } from '@assay/api-contract';
import { binaryOperations, type Metric } from '@assay/definitions';
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/index.js';
import { Card, Empty, Loaded, Sparkline } from '../../components/index.js';
import { formatCount, formatDay, formatValues, type ValueStyle } from '../../format/index.js';

const styleOf = (metric: Metric): ValueStyle => ({
  kind: metric.kind,
  displayStyle: metric.displayStyle,
  isBinary:
    metric.kind === 'funnel' || (metric.kind === 'simple' && binaryOperations.includes(metric.numerator.operation)),
});

/** How the value of a metric settled in each variation of an experiment that uses it, day by day. */
export function ValueOverTime({ view }: { view: MetricView }) {
  const experiments = useQuery(api.experiments.list());
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Card title="Value over time">
      <Loaded query={experiments}>
        {(known) => {
          const users = known.filter(
            (one) => one.hasTimes && one.design.metrics.some(({ metricId }) => metricId === view.id),
          );
          const experiment = users.find((one) => one.id === chosen) ?? users[0];
          if (view.metric.kind === 'percentile' || !experiment) {
            return (
              <Empty title="No trend to draw">
                {view.metric.kind === 'percentile'
                  ? 'The days of a percentile do not add up.'
                  : 'It appears when an experiment with times uses the metric.'}
              </Empty>
            );
          }
          return (
            <div className="card-body">
              <Select
                label="In the experiment"
                data={users.map(({ id, name }) => ({ value: id, label: name }))}
                value={experiment.id}
                allowDeselect={false}
                maw={340}
                onChange={setChosen}
              />
              <Days experiment={experiment} metric={view} />
            </div>
          );
        }}
      </Loaded>
    </Card>
  );
}

function Days({ experiment, metric }: { experiment: ExperimentView; metric: MetricView }) {
  const query = useQuery(api.experiments.series(experiment.id, { metricId: metric.id }));
  const nameOf = (key: string): string => experiment.design.variations.find((one) => one.key === key)?.name ?? key;
  return (
    <Loaded query={query}>
      {(series) =>
        series.arms.length === 0 ? (
          <Empty title="No day has been computed yet">Refresh the experiment.</Empty>
        ) : (
          <Drawn series={series} style={styleOf(metric.metric)} nameOf={nameOf} />
        )
      }
    </Loaded>
  );
}

interface DrawnProps {
  readonly series: SeriesView;
  readonly style: ValueStyle;
  readonly nameOf: (variation: string) => string;
}

function Drawn({ series: { arms }, style, nameOf }: DrawnProps) {
  const days = arms[0]?.points ?? [];
  const last = formatValues(
    arms.map((arm) => arm.points.at(-1)?.value ?? null),
    style,
  );
  return (
    <>
      {arms.map((arm, at) => (
        <figure className="value-over-time" key={arm.variation}>
          <figcaption>
            <b>{nameOf(arm.variation)}</b> {last[at]} of {formatCount(arm.points.at(-1)?.n ?? 0)} subjects so far
          </figcaption>
          <Sparkline
            values={arm.points.flatMap((point) => point.value ?? [])}
            label={`Value of ${nameOf(arm.variation)} by day`}
            height={48}
          />
        </figure>
      ))}
      <details>
        <summary>As a table</summary>
        <div className="table-scroll">
          <table className="table" aria-label="Value by day, cumulative">
            <thead>
              <tr>
                <th scope="col">Day (UTC)</th>
                {arms.map((arm) => (
                  <th scope="col" className="num" key={arm.variation}>
                    {nameOf(arm.variation)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days.map(({ day }, at) => (
                <tr key={day}>
                  <td>{formatDay(day)}</td>
                  {formatValues(
                    arms.map((arm) => arm.points[at]?.value ?? null),
                    style,
                  ).map((text, i) => (
                    <td className="num" key={arms[i]?.variation}>
                      {text}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}
