import { Select } from '@mantine/core';
import { analysedBy, entitiesOf, withCollection } from '@assay/definitions';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { FieldGroup } from '../../components/index.js';
import { MetricLines } from '../metrics/index.js';
import type { ExperimentDraft } from './draft.js';

/** What the experiment is judged by: one primary metric, others beside it, guardrails that must not be breached. */
export function MetricFields({ draft }: { draft: ExperimentDraft }) {
  const { design } = draft.values;
  const metrics = useQuery(api.metrics.list());
  const collections = useQuery(api.metricCollections.list());
  const sources = useQuery(api.assignmentSources.list());
  const source = sources.data?.find(({ id }) => id === design.assignmentSourceId);
  const entities = source && entitiesOf(analysedBy(source, design));
  const setAll = (next: typeof design.metrics) => draft.patch({ design: { ...design, metrics: next } });
  const usable = (metrics.data ?? []).filter(({ metric }) => entities?.includes(metric.entityId) ?? true);
  const fitting = (collections.data ?? []).filter(({ entityId }) => entities?.includes(entityId) ?? true);
  return (
    <FieldGroup
      title="Metrics"
      about="One primary metric decides; guardrails can stop; monitoring ones are only watched. Metrics of the source’s entity and of its secondary ids are listed; by cluster, those of the members."
    >
      {draft.errorOf('design.metrics') && <p className="sql-error">{draft.errorOf('design.metrics')}</p>}
      <MetricLines
        chosen={design.metrics}
        usable={usable.map(({ id, metric }) => ({ id, name: metric.name }))}
        none={
          metrics.data && (
            <p className="muted" style={{ margin: 0 }}>
              There is no metric for this entity yet. <Link to="/metrics/new">Create one</Link>; metrics can be added
              later.
            </p>
          )
        }
        nameOf={(id) => metrics.data?.find((metric) => metric.id === id)?.metric.name ?? id}
        onChange={setAll}
      />
      {fitting.length > 0 && (
        <Select
          aria-label="Add a collection"
          placeholder="Add a collection of metrics"
          description="Its metrics are copied; later edits of the collection stay there"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          searchable
          value={null}
          data={fitting.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => {
            const taken = fitting.find((collection) => collection.id === id);
            if (taken) setAll(withCollection(design.metrics, taken));
          }}
        />
      )}
    </FieldGroup>
  );
}
