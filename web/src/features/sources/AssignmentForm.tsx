import { assignmentSourceInput, type AssignmentSourceInput } from '@assay/api-contract';
import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { FieldGroup, FieldRow, Form, useDraft } from '../../components/index.js';
import { ColumnField } from './ColumnField.js';
import { EntityFields } from './EntityFields.js';
import { PropertyFields } from './PropertyFields.js';
import { SqlFields } from './SqlFields.js';
import { usePreview } from './usePreview.js';

export const newAssignmentSource: AssignmentSourceInput = {
  name: '',
  description: '',
  entityId: '',
  sql: '',
  subjectColumn: '',
  timestampColumn: '',
  experimentKeyColumn: '',
  variationColumn: '',
  untilColumn: null,
  partitionColumn: null,
  properties: [],
  secondaryIds: [],
};

interface AssignmentFormProps {
  readonly initial: AssignmentSourceInput;
  readonly action: string;
  /** A new one can be sent untouched, to be told what is missing. */
  readonly isNew?: boolean;
  readonly save: (source: AssignmentSourceInput) => Promise<unknown>;
}

/** Who was given which variation of which experiment, and when. */
export function AssignmentForm({ initial, action, isNew = false, save }: AssignmentFormProps) {
  const draft = useDraft({ initial, rules: assignmentSourceInput, save });
  const { values, patch, errorOf } = draft;
  const entities = useQuery(api.entities.list());
  const previewing = usePreview();
  const columns = (previewing.preview?.columns ?? []).map((column) => column.name);
  const column = (name: 'subjectColumn' | 'timestampColumn' | 'experimentKeyColumn' | 'variationColumn') => ({
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
        <Select
          label="Entity"
          description="The kind of subject that is randomised"
          required
          data={(entities.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={values.entityId || null}
          error={errorOf('entityId')}
          onChange={(entityId) => patch({ entityId: entityId ?? '' })}
        />
      </FieldGroup>
      <SqlFields
        about="One read-only SELECT that returns a row per assignment."
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
        <FieldRow>
          <ColumnField label="Experiment key" {...column('experimentKeyColumn')} />
          <ColumnField label="Variation" {...column('variationColumn')} />
        </FieldRow>
        <ColumnField
          label="End of slot"
          hint="Only of a switchback schedule: rows say from when until when a unit has a variation"
          isOptional
          columns={columns}
          value={values.untilColumn}
          error={errorOf('untilColumn')}
          onChange={(chosen) => patch({ untilColumn: chosen === '' ? null : chosen })}
        />
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
      <PropertyFields
        about="What results can be split by, as each subject was when it was first assigned: country, device, plan."
        properties={values.properties}
        columns={columns}
        errorOf={errorOf}
        onChange={(properties) => patch({ properties })}
      />
      <FieldGroup
        title="Secondary ids"
        about="Keys of other entities that subjects were seen with, such as the user who signed in on a device. Facts that know only those count for the subject that each was first seen with."
      >
        <EntityFields
          name="secondaryIds"
          values={values.secondaryIds}
          except={[values.entityId]}
          columns={columns}
          errorOf={errorOf}
          onChange={(secondaryIds) => patch({ secondaryIds })}
        />
      </FieldGroup>
    </Form>
  );
}
