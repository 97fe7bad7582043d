import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Empty, Loaded, Page, RowLink, Table, Tag } from '../../components/index.js';
import { kindOf, summaryOf, useFacts } from '../../features/metrics/index.js';
import { formatDay, formatLift } from '../../format/index.js';

/** All metrics of the workspace. */
export function MetricsPage() {
  const query = useQuery(api.metrics.list());
  const entities = useQuery(api.entities.list());
  const { nameOf } = useFacts();
  const entityOf = (id: string): string => entities.data?.find((entity) => entity.id === id)?.name ?? '';
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
                  { title: 'Better', cell: ({ metric }) => (metric.desiredChange === 'increase' ? 'higher' : 'lower') },
                  {
                    title: 'Guardrail',
                    isNumber: true,
                    cell: ({ metric }) =>
                      metric.guardrailCutoff === null ? '–' : formatLift(metric.guardrailCutoff, 1),
                  },
                  { title: 'Version', isNumber: true, cell: (view) => view.version },
                  { title: 'Changed', cell: (view) => formatDay(view.updatedAt) },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}
