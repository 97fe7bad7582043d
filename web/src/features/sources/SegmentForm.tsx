import { segmentInput, type SegmentInput } from '@assay/api-contract';
import { Autocomplete, Button, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { FieldGroup, Form, useDraft } from '../../components/index.js';

export const newSegment: SegmentInput = {
  name: '',
  description: '',
  entityId: '',
  conditions: [{ property: '', operation: 'equals', values: [] }],
};

type Condition = SegmentInput['conditions'][number];

interface SegmentFormProps {
  readonly initial: SegmentInput;
  readonly action: string;
  /** A new one can be sent untouched, to be told what is missing. */
  readonly isNew?: boolean;
  readonly save: (segment: SegmentInput) => Promise<unknown>;
}

/** Subjects for which every condition holds, by their properties when they were first assigned. */
export function SegmentForm({ initial, action, isNew = false, save }: SegmentFormProps) {
  const draft = useDraft({ initial, rules: segmentInput, save });
  const { values, patch, errorOf } = draft;
  const entities = useQuery(api.entities.list());
  const sources = useQuery(api.assignmentSources.list());
  const ofEntity = useQuery(api.propertySources.list());
  const properties = [...(sources.data ?? []), ...(ofEntity.data ?? [])]
    .filter(({ entityId }) => entityId === values.entityId)
    .flatMap((source) => source.properties.map(({ name }) => name));
  const known = [...new Set(properties)];
  return (
    <Form
      onSubmit={draft.submit}
      action={action}
      isSaving={draft.isSaving}
      isDisabled={!isNew && !draft.isDirty}
      failure={draft.failure}
      errors={draft.otherErrors([]).length > 0 ? ['Mend the fields that are marked.'] : []}
    >
      <FieldGroup title="Segment">
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
          description="The kind of subject that it is made of"
          required
          data={(entities.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={values.entityId || null}
          error={errorOf('entityId')}
          onChange={(entityId) => patch({ entityId: entityId ?? '' })}
        />
      </FieldGroup>
      <ConditionFields
        conditions={values.conditions}
        properties={[...new Set(known)]}
        errorOf={errorOf}
        onChange={(conditions) => patch({ conditions })}
      />
    </Form>
  );
}

interface ConditionFieldsProps {
  readonly conditions: readonly Condition[];
  readonly properties: readonly string[];
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (conditions: Condition[]) => void;
}

/** Properties that must (not) be among some values; all conditions must hold. */
function ConditionFields({ conditions, properties, errorOf, onChange }: ConditionFieldsProps) {
  const set = (at: number, change: Partial<Condition>) =>
    onChange(conditions.map((condition, other) => (other === at ? { ...condition, ...change } : condition)));
  return (
    <FieldGroup
      title="Conditions"
      about="All must hold. A subject’s properties are those of its first assignment; a missing one is unlike every value."
    >
      {conditions.map((condition, at) => (
        <div className="field-line" key={at}>
          <Autocomplete
            label="Property"
            w={180}
            required
            data={[...properties]}
            value={condition.property}
            error={errorOf(`conditions.${at}.property`) && 'Name a property of the assignment source.'}
            onChange={(property) => set(at, { property })}
          />
          <Select
            label="Comparison"
            w={110}
            data={[
              { value: 'equals', label: 'is' },
              { value: 'not_equals', label: 'is not' },
            ]}
            value={condition.operation}
            allowDeselect={false}
            onChange={(operation) => set(at, { operation: operation === 'not_equals' ? 'not_equals' : 'equals' })}
          />
          <TagsInput
            className="grow"
            label="Values"
            required
            placeholder="Type a value, then Enter"
            value={condition.values}
            error={errorOf(`conditions.${at}.values`)}
            onChange={(chosen) => set(at, { values: chosen })}
          />
          <Button
            variant="subtle"
            color="gray"
            aria-label={`Remove condition ${at + 1}`}
            onClick={() => onChange(conditions.filter((_, other) => other !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      {errorOf('conditions') && <p className="sql-error">{errorOf('conditions')}</p>}
      <div>
        <Button
          variant="default"
          size="xs"
          onClick={() => onChange([...conditions, { property: '', operation: 'equals', values: [] }])}
        >
          Add a condition
        </Button>
      </div>
    </FieldGroup>
  );
}
