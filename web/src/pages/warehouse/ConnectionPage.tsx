import type { ConnectionView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Failure, Loaded, Page } from '../../components/index.js';
import {
  ConnectionForm,
  ExcessRights,
  Costs,
  inputFrom,
  kindNames,
  SchemaBrowser,
  TestSteps,
  useTest,
} from '../../features/warehouse/index.js';
import { RemoveButton } from '../RemoveButton.js';
import { LastTest } from './WarehousePage.js';

/** One connection: test it, look at its tables, change it. */
export function ConnectionPage() {
  const { id = '' } = useParams();
  const query = useQuery(api.warehouses.byId(id));
  return (
    <Loaded query={query} loading={<Page title="Connection">{null}</Page>}>
      {(connection) => <Opened connection={connection} />}
    </Loaded>
  );
}

function Opened({ connection }: { connection: ConnectionView }) {
  const client = useQueryClient();
  const test = useTest();
  const refresh = () => client.invalidateQueries({ queryKey: prefixOf(routes.connections) });
  const { id, version } = connection;
  return (
    <Page
      title={connection.name}
      back={{ to: '/warehouse', label: 'Warehouse' }}
      meta={
        <>
          <span>{kindNames[connection.settings.kind]}</span>
          <LastTest connection={connection} />
        </>
      }
      actions={
        <>
          <RemoveButton
            name={connection.name}
            about="Assay forgets the connection and its secret. Nothing in the warehouse changes."
            to="/warehouse"
            remove={() => api.warehouses.remove(id, version).then(refresh)}
          />
          <Button loading={test.isPending} onClick={() => test.mutate(id)}>
            Test
          </Button>
        </>
      }
    >
      {test.error && <Failure error={test.error} />}
      {test.data && (
        <Card title="Test">
          <TestSteps test={test.data} />
        </Card>
      )}
      {test.data && <ExcessRights rights={test.data.excessRights} />}
      <Card title="Tables" note="what the role can read">
        <SchemaBrowser connectionId={id} />
      </Card>
      <Costs connectionId={id} />
      <div style={{ marginTop: 16 }}>
        <ConnectionForm
          key={version}
          initial={inputFrom(connection)}
          action="Save"
          hasSecret={connection.hasSecret}
          isNew={false}
          save={(input) => api.warehouses.replace(id, version, input).then(refresh)}
        />
      </div>
    </Page>
  );
}
