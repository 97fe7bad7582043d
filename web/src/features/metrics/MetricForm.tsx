import type { MetricInput } from '@assay/api-contract';
import type { Aggregation } from '@assay/definitions';
import { NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { FieldGroup, FieldRow, Form, Segmented, useDraft } from '../../components/index.js';
import { AggregationFields } from './AggregationFields.js';
import { metricRules, type MetricValues } from './draft.js';
import { FunnelFields } from './FunnelFields.js';
import { PercentileFields } from './PercentileFields.js';
import { useFacts } from './useFacts.js';

interface MetricFormProps {
  readonly initial: MetricValues;
  readonly action: string;
  /** A new one can be sent untouched, to be told what is missing. */
  readonly isNew?: boolean;
  readonly save: (metric: MetricInput) => Promise<unknown>;
}

const shownFields = [
  'name',
  'description',
  'numerator',
  'denominator',
  'percentile',
  'funnel',
  'precision',
  'guardrailCutoff',
];

const aboutKind: Readonly<Record<MetricValues['kind'], string>> = {
  simple: 'A mean over all exposed subjects. Subjects without a fact count as zero.',
  ratio: 'A ratio of two sums over all exposed subjects. Subjects without a fact count as zero.',
  percentile: 'A percentile of the facts themselves, such as a load time. Subjects without a fact have no part in it.',
  funnel: 'The share of all exposed subjects who reach the last step, after each step before it in turn.',
};

/** Everything a metric is: what is measured, and how it is judged. */
export function MetricForm({ initial, action, isNew = false, save }: MetricFormProps) {
  const draft = useDraft({ initial, rules: metricRules, save });
  const { values, patch, errorOf } = draft;
  const entities = useQuery(api.entities.list());
  const { facts } = useFacts();
  const usable = facts.filter((fact) => values.entityId === '' || fact.entityIds.includes(values.entityId));
  const side = (name: 'numerator' | 'denominator') => ({
    value: values[name],
    onChange: (value: Aggregation) => patch({ [name]: value }),
    errorOf: (field: string) => errorOf(`${name}.${field}`) ?? (field === 'factId' ? errorOf(name) : undefined),
    facts: usable,
  });
  return (
    <Form
      onSubmit={draft.submit}
      action={action}
      isSaving={draft.isSaving}
      isDisabled={!isNew && !draft.isDirty}
      failure={draft.failure}
      errors={draft.otherErrors(shownFields)}
    >
      <FieldGroup title="Metric" about="What people will see in results.">
        <TextInput
          label="Name"
          required
          value={values.name}
          error={errorOf('name')}
          onChange={(event) => patch({ name: event.currentTarget.value })}
        />
        <Textarea
          label="Description"
          autosize
          value={values.description}
          error={errorOf('description')}
          onChange={(event) => patch({ description: event.currentTarget.value })}
        />
        <Select
          label="Per"
          required
          data={(entities.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={values.entityId || null}
          error={errorOf('entityId')}
          onChange={(entityId) => patch({ entityId: entityId ?? '' })}
        />
      </FieldGroup>
      <FieldGroup title="What is measured" about={aboutKind[values.kind]}>
        <div>
          <Segmented
            label="Kind"
            value={values.kind}
            onChange={(kind) => patch({ kind })}
            options={[
              { value: 'simple', label: 'Per subject' },
              { value: 'ratio', label: 'Ratio' },
              { value: 'percentile', label: 'Percentile' },
              { value: 'funnel', label: 'Funnel' },
            ]}
          />
        </div>
        {values.kind === 'funnel' && (
          <FunnelFields
            value={values.funnel}
            onChange={(funnel) => patch({ funnel })}
            errorOf={(field) => errorOf(`funnel.${field}`)}
            facts={usable}
          />
        )}
        {values.kind === 'percentile' && (
          <PercentileFields
            value={values.percentile}
            onChange={(percentile) => patch({ percentile })}
            errorOf={(field) => errorOf(`percentile.${field}`)}
            facts={usable}
          />
        )}
        {(values.kind === 'simple' || values.kind === 'ratio') && <AggregationFields {...side('numerator')} />}
      </FieldGroup>
      {values.kind === 'ratio' && (
        <FieldGroup title="Divided by" about="The denominator of the ratio, over the same subjects.">
          <AggregationFields {...side('denominator')} isDenominator />
        </FieldGroup>
      )}
      <JudgeFields values={values} patch={patch} errorOf={errorOf} />
    </Form>
  );
}

interface JudgeProps {
  readonly values: MetricValues;
  readonly patch: (change: Partial<MetricValues>) => void;
  readonly errorOf: (path: string) => string | undefined;
}

function JudgeFields({ values, patch, errorOf }: JudgeProps) {
  return (
    <FieldGroup
      title="How it is judged"
      about="The direction colours results. The precision says when an experiment knows enough; the cutoff is where a guardrail is breached."
    >
      <FieldRow>
        <Select
          label="Better is"
          data={[
            { value: 'increase', label: 'higher' },
            { value: 'decrease', label: 'lower' },
          ]}
          value={values.desiredChange}
          allowDeselect={false}
          onChange={(direction) => patch({ desiredChange: direction === 'decrease' ? 'decrease' : 'increase' })}
        />
        <Select
          label="Shown as"
          data={[
            { value: 'decimal', label: 'number' },
            { value: 'percent', label: 'percent' },
          ]}
          value={values.displayStyle}
          allowDeselect={false}
          onChange={(style) => patch({ displayStyle: style === 'percent' ? 'percent' : 'decimal' })}
        />
        <NumberInput
          label="Wanted precision"
          prefix="±"
          suffix="%"
          min={0}
          value={Math.round(values.precision * 1e4) / 100}
          error={errorOf('precision')}
          onChange={(precision) => patch({ precision: Number(precision) / 100 })}
        />
        <NumberInput
          label="Guardrail cutoff"
          placeholder="none"
          suffix="%"
          value={values.guardrailCutoff === null ? '' : Math.round(values.guardrailCutoff * 1e4) / 100}
          error={errorOf('guardrailCutoff')}
          onChange={(cutoff) => patch({ guardrailCutoff: cutoff === '' ? null : Number(cutoff) / 100 })}
        />
      </FieldRow>
    </FieldGroup>
  );
}
