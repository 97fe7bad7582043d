import type { EntityView } from '@assay/api-contract';
import { entityInput } from '@assay/api-contract';
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, prefixOf, routes } from '../api/index.js';
import { Card, Empty, Form, Loaded, Page, Table, useDraft } from '../components/index.js';
import { Uses } from '../features/definitions/index.js';
import { formatDay } from '../format/index.js';

/** Kinds of subject that can be randomised. */
export function EntitiesPage() {
  const query = useQuery(api.entities.list());
  const [edited, setEdited] = useState<EntityView | 'new' | null>(null);
  const add = <Button onClick={() => setEdited('new')}>New entity</Button>;
  return (
    <Page title="Entities" meta={<span>What is randomised: users, companies, devices</span>} actions={add}>
      <Card>
        <Loaded query={query}>
          {(entities) =>
            entities.length === 0 ? (
              <Empty title="No entity yet" action={add}>
                An entity is a kind of subject. Sources say which column holds its key; metrics are per subject of it.
              </Empty>
            ) : (
              <Table
                label="Entities"
                items={entities}
                keyOf={(entity) => entity.id}
                columns={[
                  {
                    title: 'Entity',
                    cell: (entity) => (
                      <>
                        <b style={{ fontWeight: 600 }}>{entity.name}</b>
                        {entity.description && <small>{entity.description}</small>}
                      </>
                    ),
                  },
                  { title: 'Changed', cell: (entity) => formatDay(entity.updatedAt) },
                  {
                    title: 'Actions',
                    isNumber: true,
                    cell: (entity) => (
                      <Button size="compact-sm" variant="default" onClick={() => setEdited(entity)}>
                        Edit<span className="visually-hidden"> {entity.name}</span>
                      </Button>
                    ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
      <Modal
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={edited === 'new' ? 'New entity' : 'Edit entity'}
        centered
      >
        {edited && <EntityForm entity={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />}
        {edited && edited !== 'new' && (
          <Uses query={api.entities.uses(edited.id)} whenNone="Name it in a source or a metric." />
        )}
      </Modal>
    </Page>
  );
}

function EntityForm({ entity, onDone }: { entity: EntityView | null; onDone: () => void }) {
  const client = useQueryClient();
  const draft = useDraft({
    initial: { name: entity?.name ?? '', description: entity?.description ?? '' },
    rules: entityInput,
    save: async (input) => {
      await (entity ? api.entities.replace(entity.id, entity.version, input) : api.entities.create(input));
      await client.invalidateQueries({ queryKey: prefixOf(routes.entities) });
      onDone();
    },
  });
  return (
    <Form onSubmit={draft.submit} action="Save" isSaving={draft.isSaving} failure={draft.failure}>
      <TextInput
        label="Name"
        placeholder="User"
        required
        data-autofocus
        value={draft.values.name}
        error={draft.errorOf('name')}
        onChange={(event) => draft.patch({ name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        value={draft.values.description}
        error={draft.errorOf('description')}
        onChange={(event) => draft.patch({ description: event.currentTarget.value })}
      />
    </Form>
  );
}
