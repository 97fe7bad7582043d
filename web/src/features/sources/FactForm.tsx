import { factSourceInput, type FactSourceInput } from '@assay/api-contract';
import { Switch, Textarea, TextInput } from '@mantine/core';
import { FieldGroup, FieldRow, Form, useDraft } from '../../components/index.js';
import { ColumnField } from './ColumnField.js';
import { EntityFields } from './EntityFields.js';
import { FactFields } from './FactFields.js';
import { PropertyFields } from './PropertyFields.js';
import { SqlFields } from './SqlFields.js';
import { usePreview } from './usePreview.js';

export const newFactSource = (entityId: string): FactSourceInput => ({
  name: '',
  description: '',
  sql: '',
  timestampColumn: '',
  partitionColumn: null,
  entities: [{ entityId, column: '' }],
  facts: [{ name: '', column: null, description: '', desiredChange: 'increase' }],
  properties: [],
  alwaysFullRefresh: false,
});

interface FactFormProps {
  readonly initial: FactSourceInput;
  readonly action: string;
  /** A new one can be sent untouched, to be told what is missing. */
  readonly isNew?: boolean;
  /** Shown, not saved: a repository manages it. */
  readonly isLocked?: boolean;
  readonly save: (source: FactSourceInput) => Promise<unknown>;
}

/** What subjects did, and when. */
export function FactForm({ initial, action, isNew = false, isLocked = false, save }: FactFormProps) {
  const draft = useDraft({ initial, rules: factSourceInput, save });
  const { values, patch, errorOf } = draft;
  const previewing = usePreview();
  const columns = (previewing.preview?.columns ?? []).map((column) => column.name);
  return (
    <Form
      onSubmit={draft.submit}
      action={action}
      isSaving={draft.isSaving}
      isDisabled={isLocked || (!isNew && !draft.isDirty)}
      failure={draft.failure}
      errors={draft.otherErrors([]).length > 0 ? ['Mend the fields that are marked.'] : []}
    >
      <FieldGroup title="Source">
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
      </FieldGroup>
      <SqlFields
        about="One read-only SELECT that returns a row per fact: an order, a visit, a ticket."
        sql={values.sql}
        error={errorOf('sql')}
        onChange={(sql) => patch({ sql })}
        previewing={previewing}
      />
      <FieldGroup title="Columns" about="When it happened, and to whom.">
        <FieldRow>
          <ColumnField
            label="Time"
            columns={columns}
            value={values.timestampColumn}
            error={errorOf('timestampColumn')}
            onChange={(timestampColumn) => patch({ timestampColumn })}
          />
          <ColumnField
            label="Partition"
            isOptional
            columns={columns}
            value={values.partitionColumn}
            error={errorOf('partitionColumn')}
            onChange={(chosen) => patch({ partitionColumn: chosen === '' ? null : chosen })}
          />
        </FieldRow>
        <EntityFields
          name="entities"
          values={values.entities}
          columns={columns}
          errorOf={errorOf}
          onChange={(entities) => patch({ entities })}
        />
        <Switch
          label="Recompute from the start at each run, because history is corrected in place"
          checked={values.alwaysFullRefresh}
          onChange={(event) => patch({ alwaysFullRefresh: event.currentTarget.checked })}
        />
      </FieldGroup>
      <FactFields facts={values.facts} columns={columns} errorOf={errorOf} onChange={(facts) => patch({ facts })} />
      <PropertyFields
        about="What metrics can be filtered by: currency, channel, category."
        properties={values.properties}
        columns={columns}
        errorOf={errorOf}
        onChange={(properties) => patch({ properties })}
      />
    </Form>
  );
}
