import type { MetricResult, ResultsView } from '@assay/api-contract';
import { Table } from '../../components/index.js';
import { formatCount, formatLevel, formatLift, formatShare } from '../../format/index.js';

type Asked = MetricResult & { readonly impact: NonNullable<MetricResult['impact']> };

/** What the treatments would do to the whole of each sum and count, were they rolled out to all who are eligible. */
export function Impact({ results }: { results: ResultsView }) {
  const asked = results.metrics.filter((one): one is Asked => one.impact !== null);
  if (asked.length === 0) return null;
  const treatments = results.variations.filter(({ key }) => key !== results.control);
  return (
    <section className="card" aria-label="Impact on everyone">
      <div className="card-head">
        <h2>Impact on everyone</h2>
        <span className="muted">
          Global lift, were it rolled out to all who are eligible, at {formatLevel(results.level)}
        </span>
      </div>
      <Table<Asked>
        label="Impact on everyone"
        items={asked}
        keyOf={({ metricId }) => metricId}
        columns={[
          { title: 'Metric', cell: ({ name }) => name },
          {
            title: 'Total',
            isNumber: true,
            cell: ({ impact }) => (impact.kind === 'impact' ? formatCount(impact.total) : '–'),
          },
          {
            title: 'In the experiment',
            isNumber: true,
            cell: ({ impact }) =>
              impact.kind === 'impact' && impact.coverage !== null ? formatShare(impact.coverage, 1) : '–',
          },
          ...treatments.map(({ key, name }) => ({
            title: name,
            isLong: true,
            cell: ({ impact }: Asked) => liftOf(impact, key),
          })),
        ]}
      />
    </section>
  );
}

const liftOf = (impact: Asked['impact'], variation: string): string => {
  if (impact.kind === 'none') return impact.because;
  const one = impact.treatments.find((treatment) => treatment.variation === variation);
  if (one?.kind !== 'global_lift') return one?.because ?? '–';
  return `${formatLift(one.lift)} (${formatLift(one.low)} to ${formatLift(one.high)})`;
};
