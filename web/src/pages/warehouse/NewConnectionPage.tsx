import type { ConnectionInput, ConnectionView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Failure, LoadingRows, Page, Steps } from '../../components/index.js';
import { ConnectionForm, inputFrom, newConnection, TestSteps, useTest } from '../../features/warehouse/index.js';

/** Two steps: say where it is, then watch it being tested; a failed test leads back to the settings. */
export function NewConnectionPage() {
  const client = useQueryClient();
  const [made, setMade] = useState<ConnectionView | null>(null);
  const [at, setAt] = useState(0);
  const test = useTest();
  const save = async (input: ConnectionInput) => {
    const saved = made
      ? await api.warehouses.replace(made.id, made.version, input)
      : await api.warehouses.create(input);
    setMade(saved);
    setAt(1);
    test.mutate(saved.id);
    await client.invalidateQueries({ queryKey: prefixOf(routes.connections) });
  };
  return (
    <Page title="Connect a warehouse" back={{ to: '/warehouse', label: 'Warehouse' }}>
      <Steps titles={['Where it is', 'Test']} at={at} onGo={setAt} />
      {at === 0 ? (
        <ConnectionForm
          initial={made ? inputFrom(made) : newConnection}
          action="Save and test"
          hasSecret={made?.hasSecret ?? false}
          isNew
          save={save}
        />
      ) : (
        <Card title="Test">
          {test.isPending && <LoadingRows rows={4} />}
          {test.error && <Failure error={test.error} retry={() => made && test.mutate(made.id)} />}
          {test.data && <TestSteps test={test.data} />}
          {(test.data || test.error) && (
            <div className="card-body form-foot">
              {test.data?.passed && made ? (
                <>
                  <Button component={Link} to="/sources/assignments/new">
                    Say where assignments are
                  </Button>
                  <Button component={Link} variant="default" to={`/warehouse/${made.id}`}>
                    Look at its tables
                  </Button>
                </>
              ) : (
                <>
                  <Button onClick={() => setAt(0)}>Change the settings</Button>
                  <Button variant="default" onClick={() => made && test.mutate(made.id)}>
                    Test again
                  </Button>
                </>
              )}
            </div>
          )}
        </Card>
      )}
    </Page>
  );
}
