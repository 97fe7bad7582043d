import type { CostsView } from '@assay/api-contract';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { Card, Empty, Facts, Loaded, RowLink, Table } from '../../components/index.js';
import { formatBytes, formatCount, formatDuration, formatNumber, plural } from '../../format/index.js';
import { BudgetForm } from './BudgetForm.js';

type Spend = CostsView['today'];

/** What refreshes cost this warehouse in the last 30 days, and how much they may. */
export function Costs({ connectionId }: { connectionId: string }) {
  const query = useQuery(api.warehouses.costs(connectionId));
  return (
    <Card title="Cost" note="of refreshes in the last 30 days (UTC)">
      <Loaded query={query}>
        {(costs) => (
          <>
            <div className="card-body">
              <Facts facts={factsOf(costs)} />
              <BudgetForm key={JSON.stringify(costs.budget)} connectionId={connectionId} budget={costs.budget} />
            </div>
            {costs.experiments.length === 0 ? (
              <Empty title="No refresh yet">What each experiment and source costs is shown here.</Empty>
            ) : (
              <History costs={costs} />
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}

const words = ({ bytes, seconds }: Spend): string =>
  [bytes > 0 ? formatBytes(bytes) : null, formatDuration(seconds * 1000)].filter((text) => text !== null).join(', ');

const factsOf = ({ today, correction }: CostsView): [string, string][] => [
  ['Today', words(today)],
  [
    'Estimates',
    correction.bytes
      ? `times ${formatNumber(correction.bytes.factor, 2)}, learned from ${plural(correction.bytes.statements, 'statement')}`
      : 'taken as the warehouse gives them',
  ],
];

const spendColumns = [
  { title: 'Read', isNumber: true, cell: ({ bytes }: Spend) => (bytes > 0 ? formatBytes(bytes) : '–') },
  { title: 'Time', isNumber: true, cell: ({ seconds }: Spend) => formatDuration(seconds * 1000) },
] as const;

const History = ({ costs: { experiments, metrics, sources } }: { costs: CostsView }) => (
  <>
    <Table
      label="Cost by experiment"
      items={experiments}
      keyOf={({ experimentId }) => experimentId}
      columns={[
        {
          title: 'Experiment',
          cell: ({ experimentId, name }) => <RowLink to={`/experiments/${experimentId}/runs`}>{name}</RowLink>,
        },
        { title: 'Refreshes', isNumber: true, cell: ({ runs }) => formatCount(runs) },
        ...spendColumns,
      ]}
    />
    <Table
      label="Cost by metric"
      items={metrics}
      keyOf={({ metricId }) => metricId}
      columns={[
        {
          title: 'Metric',
          cell: ({ metricId, name }) => <RowLink to={`/metrics/${metricId}`}>{name}</RowLink>,
        },
        { title: 'Refreshes', isNumber: true, cell: ({ runs }) => formatCount(runs) },
        ...spendColumns,
      ]}
    />
    <Table
      label="Cost by source"
      items={sources}
      keyOf={({ sourceId }) => sourceId}
      columns={[
        {
          title: 'Source',
          isLong: true,
          cell: ({ name, warning }) => (
            <>
              {name}
              {warning && <small>{warning}</small>}
            </>
          ),
        },
        { title: 'Scans', isNumber: true, cell: ({ scans }) => formatCount(scans) },
        ...spendColumns,
      ]}
    />
  </>
);
