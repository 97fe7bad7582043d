import type { MetricPower, PowerView } from '@assay/api-contract';
import { Empty } from '../../components/index.js';
import { formatCount, formatNumber, formatShare, plural } from '../../format/index.js';

const liftText = (lift: number | null): string => (lift === null ? '–' : `±${formatShare(lift, lift < 0.1 ? 2 : 1)}`);

const neededText = (days: number | null, weeks: number): string =>
  days === null ? `more than ${plural(weeks, 'week')}` : plural(days, 'day');

/** Smallest lift that each metric would show after each week, and when the wanted precision is reached. */
export function PowerTable({ power, weeks, usesCuped }: { power: PowerView; weeks: number; usesCuped: boolean }) {
  if (power.metrics.length === 0) {
    return <Empty title="No numbers yet">The baseline has not been read; its run says how far it is.</Empty>;
  }
  const columns = Array.from({ length: weeks }, (_, i) => 7 * (i + 1));
  return (
    <div className="table-scroll">
      <table className="table" aria-label="Smallest lift found after each week">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" className="num">
              Value
            </th>
            {columns.map((days) => (
              <th scope="col" className="num" key={days}>
                {plural(days / 7, 'week')}
              </th>
            ))}
            <th scope="col">Wanted precision after</th>
          </tr>
        </thead>
        <tbody>
          {power.metrics.map((metric) => (
            <Row key={metric.metricId} metric={metric} columns={columns} weeks={weeks} usesCuped={usesCuped} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly metric: MetricPower;
  readonly columns: readonly number[];
  readonly weeks: number;
  readonly usesCuped: boolean;
}

function Row({ metric, columns, weeks, usesCuped }: RowProps) {
  const isAdjusted = usesCuped && metric.varianceReduction !== null;
  if (metric.explanation !== null) {
    return (
      <tr>
        <th scope="row">{metric.name}</th>
        <td colSpan={columns.length + 2}>{metric.explanation}</td>
      </tr>
    );
  }
  return (
    <tr>
      <th scope="row">
        {metric.name}
        {metric.varianceReduction !== null && (
          <small className="muted"> CUPED: {Math.round(metric.varianceReduction * 100)}% less variance</small>
        )}
      </th>
      <td className="num">{metric.value === null ? '–' : formatNumber(metric.value)}</td>
      {columns.map((days) => {
        const point = metric.points.find((one) => one.days === days);
        return (
          <td className="num" key={days} title={point ? `${formatCount(point.subjects)} subjects by then` : undefined}>
            {liftText((isAdjusted ? point?.liftWithCuped : point?.lift) ?? null)}
          </td>
        );
      })}
      <td>
        ±{formatShare(metric.precision, 1)} in{' '}
        {neededText(isAdjusted ? metric.daysNeededWithCuped : metric.daysNeeded, weeks)}
      </td>
    </tr>
  );
}
