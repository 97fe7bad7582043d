import { baselineInput, type BaselineInput } from '@assay/api-contract';
import { entitiesOf } from '@assay/definitions';
import { MultiSelect, NumberInput, Select, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { FieldGroup, FieldRow, Form, useDraft } from '../../components/index.js';

interface BaselineFormProps {
  readonly initial: BaselineInput;
  readonly save: (input: BaselineInput) => Promise<unknown>;
}

/** What is read from the warehouse, once; everything after it is only computed. */
export function BaselineForm({ initial, save }: BaselineFormProps) {
  const draft = useDraft({ initial, rules: baselineInput, save });
  const { values, patch, errorOf } = draft;
  const sources = useQuery(api.assignmentSources.list());
  const metrics = useQuery(api.metrics.list());
  const source = sources.data?.find(({ id }) => id === values.assignmentSourceId);
  const entities = source ? entitiesOf(source) : [];
  const usable = (metrics.data ?? []).filter(
    ({ metric }) => metric.kind !== 'percentile' && entities.includes(metric.entityId),
  );
  return (
    <Form
      onSubmit={draft.submit}
      action="Read the baseline"
      isSaving={draft.isSaving}
      failure={draft.failure}
      errors={draft.otherErrors(['assignmentSourceId', 'metricIds', 'weeks', 'lookbackDays'])}
    >
      <FieldGroup
        title="Baseline"
        about="Everyone who was assigned in the last weeks, in any experiment of the source, from the first assignment on. The warehouse is asked once."
      >
        <Select
          label="Assignment source"
          required
          data={(sources.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={values.assignmentSourceId || null}
          error={errorOf('assignmentSourceId')}
          onChange={(id) => patch({ assignmentSourceId: id ?? '', metricIds: [] })}
        />
        <MultiSelect
          label="Metrics, the primary one first"
          required
          searchable
          data={usable.map(({ id, metric }) => ({ value: id, label: metric.name }))}
          value={values.metricIds}
          error={errorOf('metricIds') ?? errorOf('metricIds.0')}
          onChange={(metricIds) => patch({ metricIds })}
        />
        <FieldRow>
          <NumberInput
            label="Weeks to look at"
            min={1}
            max={10}
            value={values.weeks}
            error={errorOf('weeks')}
            onChange={(weeks) => patch({ weeks: Number(weeks) })}
          />
          <NumberInput
            label="Days before, for CUPED"
            min={0}
            max={90}
            value={values.lookbackDays}
            error={errorOf('lookbackDays')}
            onChange={(days) => patch({ lookbackDays: Number(days) })}
          />
        </FieldRow>
        <Switch
          label="Check the intervals too"
          description="An A/A check: the same subjects are split at random 200 times, in the same reading. It says how often each metric would be called better or worse although nothing differs."
          checked={values.isCalibrated}
          onChange={(event) => patch({ isCalibrated: event.currentTarget.checked })}
        />
      </FieldGroup>
    </Form>
  );
}
