import { layerInput, type EnvironmentView, type LayerView } from '@assay/api-contract';
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Confirm, Empty, FieldRow, Form, Loaded, Page, useDraft } from '../../components/index.js';
import { LayerMap } from '../../features/flags/index.js';

/** Layers, each as a map of who takes which part of it. */
export function LayersPage() {
  const query = useQuery(api.flags.layers());
  const environments = useQuery(api.flags.environments());
  const [edited, setEdited] = useState<LayerView | 'new' | null>(null);
  const [removed, setRemoved] = useState<LayerView | null>(null);
  const add = <Button onClick={() => setEdited('new')}>New layer</Button>;
  return (
    <Page title="Layers" meta={<span>Experiments that must not meet in one subject</span>} actions={add}>
      <Loaded query={query}>
        {(layers) =>
          layers.length === 0 ? (
            <Card>
              <Empty title="No layer yet" action={add}>
                A layer divides all subjects. Allocations that take different parts of it never have a subject in
                common.
              </Empty>
            </Card>
          ) : (
            layers.map((layer) => (
              <LayerCard
                key={layer.key}
                layer={layer}
                environments={environments.data ?? []}
                onEdit={() => setEdited(layer)}
                onRemove={() => setRemoved(layer)}
              />
            ))
          )
        }
      </Loaded>
      <Modal
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={edited === 'new' ? 'New layer' : 'Edit layer'}
        centered
      >
        {edited && <LayerForm layer={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />}
      </Modal>
      <Removal layer={removed} onClose={() => setRemoved(null)} />
    </Page>
  );
}

interface LayerCardProps {
  readonly layer: LayerView;
  readonly environments: readonly EnvironmentView[];
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

const LayerCard = ({ layer, environments, onEdit, onRemove }: LayerCardProps) => (
  <Card
    title={layer.name}
    note={
      <>
        <Button size="compact-xs" variant="default" onClick={onEdit}>
          Edit<span className="visually-hidden"> {layer.name}</span>
        </Button>{' '}
        <Button size="compact-xs" variant="default" onClick={onRemove}>
          Delete<span className="visually-hidden"> {layer.name}</span>
        </Button>
      </>
    }
  >
    <div className="card-body">
      {layer.description && <p className="muted">{layer.description}</p>}
      {environments.map(({ key, name }) => (
        <section key={key} aria-label={`${layer.name}, ${name}`}>
          <h3 style={{ margin: '10px 0 0', fontSize: 13 }}>{name}</h3>
          <LayerMap layer={layer} environment={key} />
        </section>
      ))}
    </div>
  </Card>
);

function LayerForm({ layer, onDone }: { layer: LayerView | null; onDone: () => void }) {
  const client = useQueryClient();
  const draft = useDraft({
    initial: { key: layer?.key ?? '', name: layer?.name ?? '', description: layer?.description ?? '' },
    rules: layerInput,
    save: async (input) => {
      await (layer ? api.flags.changeLayer(layer.key, layer.version, input) : api.flags.createLayer(input));
      await client.invalidateQueries({ queryKey: prefixOf(routes.layers) });
      onDone();
    },
  });
  const { values, patch, errorOf } = draft;
  return (
    <Form onSubmit={draft.submit} action="Save" isSaving={draft.isSaving} failure={draft.failure}>
      <FieldRow>
        <TextInput
          label="Name"
          required
          data-autofocus
          value={values.name}
          error={errorOf('name')}
          onChange={(event) => patch({ name: event.currentTarget.value })}
        />
        <TextInput
          label="Key"
          required
          disabled={layer !== null}
          value={values.key}
          error={errorOf('key')}
          onChange={(event) => patch({ key: event.currentTarget.value })}
        />
      </FieldRow>
      <Textarea
        label="Description"
        autosize
        value={values.description}
        error={errorOf('description')}
        onChange={(event) => patch({ description: event.currentTarget.value })}
      />
    </Form>
  );
}

function Removal({ layer, onClose }: { layer: LayerView | null; onClose: () => void }) {
  const client = useQueryClient();
  const removal = useMutation({
    meta: { isShown: true },
    mutationFn: ({ key, version }: LayerView) => api.flags.removeLayer(key, version),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: prefixOf(routes.layers) });
    },
  });
  return (
    <Confirm
      isOpen={layer !== null}
      title={`Delete layer “${layer?.name ?? ''}”`}
      action="Delete"
      isDangerous
      isBusy={removal.isPending}
      error={removal.error}
      onClose={onClose}
      onConfirm={() => layer && removal.mutate(layer)}
    >
      A layer that an allocation still takes a part of is not deleted.
    </Confirm>
  );
}
