import type { MetricView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Empty, Loaded, Page, RowLink, Table, Tag, type Column } from '../../components/index.js';
import { kindOf, summaryOf, useFacts } from '../../features/metrics/index.js';
import { OwnershipFilter, TeamName, useOwnershipFilter } from '../../features/ownership/index.js';
import { formatDay, formatLift, plural } from '../../format/index.js';

/** All metrics of the workspace. */
export function MetricsPage() {
  const query = useQuery(api.metrics.list());
  const ownership = useOwnershipFilter();
  const add = (
    <Button component={Link} to="/metrics/new">
      New metric
    </Button>
  );
  return (
    <Page
      title="Metrics"
      meta={
        <span>
          What experiments are judged by · <Link to="/metrics/collections">collections</Link> ·{' '}
          <Link to="/metrics/syncs">synced from repositories</Link>
        </span>
      }
      actions={add}
    >
      <Card>
        <Loaded query={query}>
          {(metrics) =>
            metrics.length === 0 ? (
              <Empty title="No metric yet" action={add}>
                A metric turns the facts of each subject into a number, such as revenue or having ordered at all.
              </Empty>
            ) : (
              <>
                <div className="toolbar">
                  <OwnershipFilter items={[]} filter={ownership} />
                  <span className="pick-end">{plural(metrics.length, 'metric')}</span>
                </div>
                <List metrics={metrics.filter(ownership.matches)} />
              </>
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}

function List({ metrics }: { metrics: readonly MetricView[] }) {
  const entities = useQuery(api.entities.list());
  const { nameOf } = useFacts();
  const entityOf = (id: string): string => entities.data?.find((entity) => entity.id === id)?.name ?? '';
  if (metrics.length === 0) return <Empty title="Nothing matches">Take away the filter.</Empty>;
  return (
    <Table
      label="Metrics"
      items={metrics}
      keyOf={(view) => view.id}
      columns={[
        {
          title: 'Metric',
          cell: ({ id, metric, certified }) => (
            <RowLink to={`/metrics/${id}`} note={metric.description || summaryOf(metric, nameOf)}>
              {metric.name} {certified && <Tag>certified</Tag>}
            </RowLink>
          ),
        },
        { title: 'Kind', cell: ({ metric }) => kindOf(metric) },
        { title: 'Per', cell: ({ metric }) => entityOf(metric.entityId) },
        {
          title: 'Better',
          cell: ({ metric }) => (metric.desiredChange === 'increase' ? 'higher' : 'lower'),
        },
        {
          title: 'Guardrail',
          isNumber: true,
          cell: ({ metric }) => (metric.guardrailCutoff === null ? '–' : formatLift(metric.guardrailCutoff, 1)),
        },
        ...teamColumn(metrics),
        { title: 'Version', isNumber: true, cell: (view) => view.version },
        { title: 'Changed', cell: (view) => formatDay(view.updatedAt) },
      ]}
    />
  );
}

/** Whose each is; no column while no metric has a team. */
const teamColumn = (metrics: readonly MetricView[]): Column<MetricView>[] =>
  metrics.some(({ teamId }) => teamId !== null)
    ? [{ title: 'Team', cell: ({ teamId }) => <TeamName teamId={teamId} /> }]
    : [];
