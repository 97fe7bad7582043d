import type { ConnectionView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Chip, Empty, Loaded, Page, RowLink, Table } from '../../components/index.js';
import { addressOf, kindNames } from '../../features/warehouse/index.js';
import { formatAgo } from '../../format/index.js';

/** The warehouses that Assay reads. */
export function WarehousePage() {
  const query = useQuery(api.warehouses.list());
  const add = (
    <Button component={Link} to="/warehouse/new">
      Connect a warehouse
    </Button>
  );
  return (
    <Page
      title="Warehouse"
      meta={<span>Where your data are, and stay</span>}
      actions={query.data?.length === 0 ? null : add}
    >
      <Card>
        <Loaded query={query}>
          {(connections) =>
            connections.length === 0 ? (
              <Empty title="No warehouse is connected" action={add}>
                Assay sends queries to your warehouse and gets counts and sums back. A role that can read, and one
                schema to write intermediate tables to, are all that it needs.
              </Empty>
            ) : (
              <Table
                label="Connections"
                items={connections}
                keyOf={(connection) => connection.id}
                columns={[
                  {
                    title: 'Connection',
                    cell: (connection) => (
                      <RowLink to={`/warehouse/${connection.id}`} note={addressOf(connection.settings)}>
                        {connection.name}
                      </RowLink>
                    ),
                  },
                  { title: 'Kind', cell: (connection) => kindNames[connection.settings.kind] },
                  { title: 'Scratch schema', cell: (connection) => connection.scratchSchema },
                  { title: 'Last test', cell: (connection) => <LastTest connection={connection} /> },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}

export function LastTest({ connection }: { connection: ConnectionView }) {
  const { lastTest } = connection;
  if (!lastTest) return <Chip>Not tested</Chip>;
  return (
    <Chip tone={lastTest.passed ? 'good' : 'bad'}>
      {lastTest.passed ? 'Passed' : 'Failed'} {formatAgo(lastTest.at, new Date())}
    </Chip>
  );
}
