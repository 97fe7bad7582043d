import { entryPointInput, type EntryPointInput } from '@assay/api-contract';
import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { FieldGroup, FieldRow, Form, useDraft } from '../../components/index.js';
import { ColumnField } from './ColumnField.js';
import { SqlFields } from './SqlFields.js';
import { usePreview } from './usePreview.js';

export const newEntryPoint: EntryPointInput = {
  name: '',
  description: '',
  entityId: '',
  sql: '',
  subjectColumn: '',
  timestampColumn: '',
  partitionColumn: null,
};

interface EntryPointFormProps {
  readonly initial: EntryPointInput;
  readonly action: string;
  /** A new one can be sent untouched, to be told what is missing. */
  readonly isNew?: boolean;
  readonly save: (entryPoint: EntryPointInput) => Promise<unknown>;
}

/** Which event lets a subject into an analysis, and when it happened. */
export function EntryPointForm({ initial, action, isNew = false, save }: EntryPointFormProps) {
  const draft = useDraft({ initial, rules: entryPointInput, save });
  const { values, patch, errorOf } = draft;
  const entities = useQuery(api.entities.list());
  const previewing = usePreview();
  const columns = (previewing.preview?.columns ?? []).map((column) => column.name);
  const column = (name: 'subjectColumn' | 'timestampColumn') => ({
    value: values[name],
    columns,
    error: errorOf(name),
    onChange: (chosen: string) => patch({ [name]: chosen }),
  });
  return (
    <Form
      onSubmit={draft.submit}
      action={action}
      isSaving={draft.isSaving}
      isDisabled={!isNew && !draft.isDirty}
      failure={draft.failure}
      errors={draft.otherErrors([]).length > 0 ? ['Mend the fields that are marked.'] : []}
    >
      <FieldGroup title="Entry point">
        <TextInput
          label="Name"
          required
          value={values.name}
          error={errorOf('name')}
          onChange={(e) => patch({ name: e.currentTarget.value })}
        />
        <Textarea
          label="Description"
          autosize
          value={values.description}
          error={errorOf('description')}
          onChange={(e) => patch({ description: e.currentTarget.value })}
        />
        <Select
          label="Entity"
          description="The kind of subject that does it"
          required
          data={(entities.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={values.entityId || null}
          error={errorOf('entityId')}
          onChange={(entityId) => patch({ entityId: entityId ?? '' })}
        />
      </FieldGroup>
      <SqlFields
        about="One read-only SELECT that returns a row per qualifying event: a cart that was opened, a first search. Repeats are fine; the first one at or after assignment counts."
        sql={values.sql}
        error={errorOf('sql')}
        onChange={(sql) => patch({ sql })}
        previewing={previewing}
      />
      <FieldGroup title="Columns" about="Which column of the query holds what.">
        <FieldRow>
          <ColumnField label="Subject" {...column('subjectColumn')} />
          <ColumnField label="Time" {...column('timestampColumn')} />
        </FieldRow>
        <ColumnField
          label="Partition"
          hint="Read by range too, where the table is partitioned by it"
          isOptional
          columns={columns}
          value={values.partitionColumn}
          error={errorOf('partitionColumn')}
          onChange={(chosen) => patch({ partitionColumn: chosen === '' ? null : chosen })}
        />
      </FieldGroup>
    </Form>
  );
}
