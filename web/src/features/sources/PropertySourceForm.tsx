import { propertySourceInput, type PropertySourceInput } from '@assay/api-contract';
import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { FieldGroup, Form, useDraft } from '../../components/index.js';
import { ColumnField } from './ColumnField.js';
import { PropertyFields } from './PropertyFields.js';
import { SqlFields } from './SqlFields.js';
import { usePreview } from './usePreview.js';

export const newPropertySource: PropertySourceInput = {
  name: '',
  description: '',
  entityId: '',
  sql: '',
  subjectColumn: '',
  properties: [{ name: '', column: '' }],
};

interface PropertySourceFormProps {
  readonly initial: PropertySourceInput;
  readonly action: string;
  /** A new one can be sent untouched, to be told what is missing. */
  readonly isNew?: boolean;
  readonly save: (source: PropertySourceInput) => Promise<unknown>;
}

/** What subjects are, whenever they were assigned. */
export function PropertySourceForm({ initial, action, isNew = false, save }: PropertySourceFormProps) {
  const draft = useDraft({ initial, rules: propertySourceInput, save });
  const { values, patch, errorOf } = draft;
  const entities = useQuery(api.entities.list());
  const previewing = usePreview();
  const columns = (previewing.preview?.columns ?? []).map((column) => column.name);
  return (
    <Form
      onSubmit={draft.submit}
      action={action}
      isSaving={draft.isSaving}
      isDisabled={!isNew && !draft.isDirty}
      failure={draft.failure}
      errors={draft.otherErrors([]).length > 0 ? ['Mend the fields that are marked.'] : []}
    >
      <FieldGroup title="Properties of an entity">
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
          description="The kind of subject that has them"
          required
          data={(entities.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={values.entityId || null}
          error={errorOf('entityId')}
          onChange={(entityId) => patch({ entityId: entityId ?? '' })}
        />
      </FieldGroup>
      <SqlFields
        about="One read-only SELECT that returns a row per subject: a plan, a country, a cohort. Of several rows of a subject, the least value counts."
        sql={values.sql}
        error={errorOf('sql')}
        onChange={(sql) => patch({ sql })}
        previewing={previewing}
      />
      <FieldGroup title="Columns" about="Which column of the query names the subject.">
        <ColumnField
          label="Subject"
          columns={columns}
          value={values.subjectColumn}
          error={errorOf('subjectColumn')}
          onChange={(subjectColumn) => patch({ subjectColumn })}
        />
      </FieldGroup>
      <PropertyFields
        about="They split results and make segments, as those of assignments do. Use what the experiment cannot change: a property that the treatment moves sorts subjects by their outcome."
        properties={values.properties}
        columns={columns}
        errorOf={errorOf}
        onChange={(properties) => patch({ properties })}
      />
    </Form>
  );
}
