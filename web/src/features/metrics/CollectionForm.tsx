import { metricCollectionInput, type MetricCollectionInput } from '@assay/api-contract';
import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { FieldGroup, Form, useDraft } from '../../components/index.js';
import { MetricLines } from './MetricLines.js';

export const newCollection = (entityId: string): MetricCollectionInput => ({
  name: '',
  description: '',
  entityId,
  metrics: [],
});

interface CollectionFormProps {
  readonly initial: MetricCollectionInput;
  readonly action: string;
  /** A new one can be sent untouched, to be told what is missing. */
  readonly isNew?: boolean;
  readonly save: (collection: MetricCollectionInput) => Promise<unknown>;
}

/** Metrics of one entity, in order, each with the role that it gets in an experiment. */
export function CollectionForm({ initial, action, isNew = false, save }: CollectionFormProps) {
  const draft = useDraft({ initial, rules: metricCollectionInput, save });
  const { values, patch, errorOf } = draft;
  const entities = useQuery(api.entities.list());
  const metrics = useQuery(api.metrics.list());
  const all = (metrics.data ?? []).map(({ id, metric }) => ({ id, name: metric.name, entityId: metric.entityId }));
  const usable = all.filter(({ entityId }) => entityId === values.entityId);
  return (
    <Form
      onSubmit={draft.submit}
      action={action}
      isSaving={draft.isSaving}
      isDisabled={!isNew && !draft.isDirty}
      failure={draft.failure}
      errors={draft.otherErrors(['name', 'description', 'entityId', 'metrics'])}
    >
      <FieldGroup title="Collection">
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
          label="Entity"
          description="The kind of subject that its metrics are of"
          required
          data={(entities.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={values.entityId || null}
          error={errorOf('entityId')}
          onChange={(entityId) => entityId && patch({ entityId, metrics: [] })}
        />
      </FieldGroup>
      <FieldGroup
        title="Metrics"
        about="In this order and with these roles they are copied into an experiment. One that has a primary metric takes yours as secondary."
      >
        <MetricLines
          chosen={values.metrics}
          usable={usable}
          none={
            metrics.data && (
              <p className="muted" style={{ margin: 0 }}>
                There is no metric for this entity yet. <Link to="/metrics/new">Create one</Link>.
              </p>
            )
          }
          nameOf={(id) => all.find((metric) => metric.id === id)?.name ?? id}
          onChange={(next) => patch({ metrics: next })}
        />
        {errorOf('metrics') && <p className="sql-error">{errorOf('metrics')}</p>}
      </FieldGroup>
    </Form>
  );
}
