import { Button, Select } from '@mantine/core';
import { analysedBy, entitiesOf, type MetricRole } from '@assay/definitions';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { FieldGroup } from '../../components/index.js';
import type { ExperimentDraft } from './draft.js';

const roles = [
  { value: 'primary', label: 'Primary' },
  { value: 'secondary', label: 'Secondary' },
  { value: 'guardrail', label: 'Guardrail' },
  { value: 'monitoring', label: 'Monitoring' },
];

/** What the experiment is judged by: one primary metric, others beside it, guardrails that must not be breached. */
export function MetricFields({ draft }: { draft: ExperimentDraft }) {
  const { design } = draft.values;
  const metrics = useQuery(api.metrics.list());
  const sources = useQuery(api.assignmentSources.list());
  const source = sources.data?.find(({ id }) => id === design.assignmentSourceId);
  const entities = source && entitiesOf(analysedBy(source, design));
  const setAll = (next: typeof design.metrics) => draft.patch({ design: { ...design, metrics: next } });
  const usable = (metrics.data ?? []).filter(({ metric }) => entities?.includes(metric.entityId) ?? true);
  const unused = usable.filter(({ id }) => !design.metrics.some((chosen) => chosen.metricId === id));
  const nameOf = (id: string): string => metrics.data?.find((metric) => metric.id === id)?.metric.name ?? id;
  const hasPrimary = design.metrics.some((metric) => metric.role === 'primary');
  return (
    <FieldGroup
      title="Metrics"
      about="One primary metric decides; guardrails can stop; monitoring ones are only watched. Metrics of the source’s entity and of its secondary ids are listed; by cluster, those of the members."
    >
      {design.metrics.map((chosen, at) => (
        <div className="field-line is-bare" key={chosen.metricId}>
          <span className="grow" style={{ paddingTop: 7, fontWeight: 550 }}>
            {nameOf(chosen.metricId)}
          </span>
          <Select
            aria-label={`Role of ${nameOf(chosen.metricId)}`}
            w={140}
            data={roles}
            allowDeselect={false}
            value={chosen.role}
            onChange={(role) =>
              setAll(
                design.metrics.map((metric, other) =>
                  other === at ? { ...metric, role: role as MetricRole } : metric,
                ),
              )
            }
          />
          <Button
            variant="subtle"
            color="gray"
            aria-label={`Remove ${nameOf(chosen.metricId)}`}
            onClick={() => setAll(design.metrics.filter((_, other) => other !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      {draft.errorOf('design.metrics') && <p className="sql-error">{draft.errorOf('design.metrics')}</p>}
      {usable.length === 0 && metrics.data ? (
        <p style={{ margin: 0, color: 'var(--soft)' }}>
          There is no metric for this entity yet. <Link to="/metrics/new">Create one</Link>; metrics can be added later.
        </p>
      ) : (
        <Select
          aria-label="Add a metric"
          placeholder="Add a metric"
          searchable
          value={null}
          data={unused.map(({ id, metric }) => ({ value: id, label: metric.name }))}
          onChange={(metricId) =>
            metricId && setAll([...design.metrics, { metricId, role: hasPrimary ? 'secondary' : 'primary' }])
          }
        />
      )}
    </FieldGroup>
  );
}
