import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Loaded, Page } from '../../components/index.js';
import { MetricForm, newMetric, valuesFrom } from '../../features/metrics/index.js';

/** A metric from nothing; the first entity is taken as its subject until another is chosen. */
export function NewMetricPage() {
  const entities = useQuery(api.entities.list());
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Page title="New metric" back={{ to: '/metrics', label: 'Metrics' }}>
      <Loaded query={entities}>
        {(known) => (
          <MetricForm
            initial={newMetric(known[0]?.id ?? '')}
            isNew
            action="Create metric"
            save={async (metric) => {
              const made = await api.metrics.create(metric);
              await client.invalidateQueries({ queryKey: prefixOf(routes.metrics) });
              await navigate(`/metrics/${made.id}`);
            }}
          />
        )}
      </Loaded>
    </Page>
  );
}

/** Saving makes a new version; results say which version they were computed with. */
export function EditMetricPage() {
  const { id = '' } = useParams();
  const query = useQuery(api.metrics.byId(id));
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Page title={query.data?.metric.name ?? 'Metric'} back={{ to: `/metrics/${id}`, label: 'Metric' }}>
      <Loaded query={query}>
        {(view) => (
          <MetricForm
            key={view.version}
            initial={valuesFrom(view.metric)}
            action="Save new version"
            save={async (metric) => {
              await api.metrics.replace(id, view.version, metric);
              await client.invalidateQueries({ queryKey: prefixOf(routes.metrics) });
              await navigate(`/metrics/${id}`);
            }}
          />
        )}
      </Loaded>
    </Page>
  );
}
