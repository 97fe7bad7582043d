import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Empty, Loaded, Page, RowLink, Table } from '../../components/index.js';
import { formatDay } from '../../format/index.js';

/** All collections of metrics. */
export function CollectionsPage() {
  const query = useQuery(api.metricCollections.list());
  const entities = useQuery(api.entities.list());
  const entityOf = (id: string): string => entities.data?.find((entity) => entity.id === id)?.name ?? '';
  const add = (
    <Button component={Link} to="/metrics/collections/new">
      New collection
    </Button>
  );
  return (
    <Page
      title="Metric collections"
      back={{ to: '/metrics', label: 'Metrics' }}
      meta={<span>Metrics that are judged together, to be copied into experiments</span>}
      actions={add}
    >
      <Card>
        <Loaded query={query}>
          {(collections) =>
            collections.length === 0 ? (
              <Empty title="No collection yet" action={add}>
                A collection is a list of metrics with their roles. An experiment takes all of them in one step.
              </Empty>
            ) : (
              <Table
                label="Metric collections"
                items={collections}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: 'Collection',
                    cell: ({ id, name, description }) => (
                      <RowLink to={`/metrics/collections/${id}`} note={description}>
                        {name}
                      </RowLink>
                    ),
                  },
                  { title: 'Per', cell: ({ entityId }) => entityOf(entityId) },
                  { title: 'Metrics', isNumber: true, cell: ({ metrics }) => metrics.length },
                  { title: 'Version', isNumber: true, cell: ({ version }) => version },
                  { title: 'Changed', cell: ({ updatedAt }) => formatDay(updatedAt) },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}
