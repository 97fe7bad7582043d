import {
  metadataFieldInput,
  type MetadataFieldView,
  type MetadataKind,
  type MetadataTarget,
} from '@assay/api-contract';
import { Button, Modal, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Code, Confirm, Empty, FieldRow, Form, Loaded, Table, useDraft } from '../../components/index.js';
import { SettingsPage } from './SettingsPage.js';

const kindWords: Readonly<Record<MetadataKind, string>> = {
  text: 'Text',
  select: 'One of a list',
  multi_select: 'Several of a list',
};

const targetWords = (all: readonly MetadataTarget[]): string =>
  all.map((one) => (one === 'flag' ? 'Flags' : 'Experiments')).join(' and ');

/** In one order, as the choices below spell it. */
const listed = (all: readonly MetadataTarget[]): string =>
  (['flag', 'experiment'] as const).filter((one) => all.includes(one)).join();

const targets = [
  { value: 'flag', label: 'Flags' },
  { value: 'experiment', label: 'Experiments' },
  { value: 'flag,experiment', label: 'Flags and experiments' },
] as const;

/** What the workspace wants to know of every flag and experiment. */
export function MetadataPage() {
  const query = useQuery(api.flags.metadataFields());
  const [edited, setEdited] = useState<MetadataFieldView | 'new' | null>(null);
  const [removed, setRemoved] = useState<MetadataFieldView | null>(null);
  const add = <Button onClick={() => setEdited('new')}>New field</Button>;
  return (
    <SettingsPage action={add}>
      <Card>
        <Loaded query={query}>
          {(fields) =>
            fields.length === 0 ? (
              <Empty title="No metadata field yet" action={add}>
                A field asks for something of every flag or experiment, such as a ticket, a cost centre or an area of
                the product.
              </Empty>
            ) : (
              <Table
                label="Metadata fields"
                items={fields}
                keyOf={({ key }) => key}
                columns={[
                  { title: 'Name', cell: ({ name }) => name },
                  { title: 'Key', cell: ({ key }) => <Code>{key}</Code> },
                  { title: 'Kind', cell: ({ kind }) => kindWords[kind] },
                  { title: 'Options', isLong: true, cell: ({ options }) => options.join(', ') || '–' },
                  { title: 'Asked of', cell: ({ appliesTo }) => targetWords(appliesTo) },
                  { title: 'Required', cell: ({ isRequired }) => (isRequired ? 'yes' : 'no') },
                  {
                    title: 'Change',
                    isNumber: true,
                    cell: (field) => (
                      <>
                        <Button size="compact-sm" variant="default" onClick={() => setEdited(field)}>
                          Edit<span className="visually-hidden"> {field.name}</span>
                        </Button>{' '}
                        <Button size="compact-sm" variant="default" onClick={() => setRemoved(field)}>
                          Delete<span className="visually-hidden"> {field.name}</span>
                        </Button>
                      </>
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
        title={edited === 'new' ? 'New metadata field' : 'Edit metadata field'}
        centered
      >
        {edited && <FieldForm field={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />}
      </Modal>
      <Removal field={removed} onClose={() => setRemoved(null)} />
    </SettingsPage>
  );
}

function FieldForm({ field, onDone }: { field: MetadataFieldView | null; onDone: () => void }) {
  const client = useQueryClient();
  const draft = useDraft({
    initial: {
      key: field?.key ?? '',
      name: field?.name ?? '',
      kind: field?.kind ?? ('text' as MetadataKind),
      options: field?.options ?? [],
      appliesTo: field?.appliesTo ?? (['flag', 'experiment'] as MetadataTarget[]),
      isRequired: field?.isRequired ?? false,
    },
    rules: metadataFieldInput,
    save: async (input) => {
      await (field
        ? api.flags.changeMetadataField(field.key, field.version, input)
        : api.flags.createMetadataField(input));
      await client.invalidateQueries({ queryKey: prefixOf(routes.metadataFields) });
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
          disabled={field !== null}
          value={values.key}
          error={errorOf('key')}
          onChange={(event) => patch({ key: event.currentTarget.value })}
        />
      </FieldRow>
      <Select
        label="Kind"
        disabled={field !== null}
        data={Object.entries(kindWords).map(([value, label]) => ({ value, label }))}
        value={values.kind}
        allowDeselect={false}
        error={errorOf('kind')}
        onChange={(kind) => kind && patch({ kind: kind as MetadataKind, options: [] })}
      />
      {values.kind !== 'text' && (
        <TagsInput
          label="Options"
          description="Enter ends one"
          value={[...values.options]}
          error={errorOf('options')}
          onChange={(options) => patch({ options })}
        />
      )}
      <Select
        label="Asked of"
        data={targets}
        value={targets.find(({ value }) => value === listed(values.appliesTo))?.value ?? null}
        allowDeselect={false}
        error={errorOf('appliesTo')}
        onChange={(value) => value && patch({ appliesTo: value.split(',') as MetadataTarget[] })}
      />
      <Switch
        label="Required"
        description="Nothing new is made without it; what is there stays as it is until its metadata is edited"
        checked={values.isRequired}
        onChange={(event) => patch({ isRequired: event.currentTarget.checked })}
      />
    </Form>
  );
}

function Removal({ field, onClose }: { field: MetadataFieldView | null; onClose: () => void }) {
  const client = useQueryClient();
  const removal = useMutation({
    meta: { isShown: true },
    mutationFn: ({ key, version }: MetadataFieldView) => api.flags.removeMetadataField(key, version),
    onSuccess: () => {
      onClose();
      return client.invalidateQueries({ queryKey: prefixOf(routes.metadataFields) });
    },
  });
  return (
    <Confirm
      isOpen={field !== null}
      title={`Delete field “${field?.name ?? ''}”`}
      action="Delete"
      isDangerous
      isBusy={removal.isPending}
      error={removal.error}
      onClose={onClose}
      onConfirm={() => field && removal.mutate(field)}
    >
      What flags and experiments say in it goes with it: each of them gets a new version, and the history of flags keeps
      what it was.
    </Confirm>
  );
}
