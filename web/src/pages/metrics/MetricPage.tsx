import type { MetricView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Certified, Facts, Loaded, Page } from '../../components/index.js';
import { History, Uses } from '../../features/definitions/index.js';
import { describeMetric, useFacts } from '../../features/metrics/index.js';
import { formatInstant, formatLift, formatShare } from '../../format/index.js';
import { RemoveButton } from '../RemoveButton.js';
import { MetricTeam } from './MetricTeam.js';
import { Trust } from './Trust.js';
import { ValueOverTime } from './ValueOverTime.js';

/** What a metric is, where it is used, and what it was before. */
export function MetricPage() {
  const { id = '' } = useParams();
  const query = useQuery(api.metrics.byId(id));
  return (
    <Loaded query={query} loading={<Page title="Metric">{null}</Page>}>
      {(view) => <Opened view={view} />}
    </Loaded>
  );
}

function Opened({ view }: { view: MetricView }) {
  const { metric } = view;
  const { nameOf } = useFacts();
  const client = useQueryClient();
  const entities = useQuery(api.entities.list());
  const entity = entities.data?.find((candidate) => candidate.id === metric.entityId)?.name ?? '–';
  return (
    <Page
      title={metric.name}
      back={{ to: '/metrics', label: 'Metrics' }}
      meta={
        <>
          <span>v{view.version}</span>
          <span>changed {formatInstant(view.updatedAt)}</span>
          <Certified by={view.certified} />
        </>
      }
      actions={
        view.certified === null && (
          <>
            <RemoveButton
              name={metric.name}
              about="A metric that an experiment uses is not deleted; take it out of the experiment first."
              to="/metrics"
              remove={async () => {
                await api.metrics.remove(view.id, view.version);
                await client.invalidateQueries({ queryKey: prefixOf(routes.metrics) });
              }}
            />
            <Button component={Link} to={`/metrics/${view.id}/edit`}>
              Edit
            </Button>
          </>
        )
      }
    >
      <Card title="Definition" padded>
        <Facts
          facts={[
            ...(metric.description ? [['About', metric.description] as const] : []),
            ['Per', entity],
            ...describeMetric(metric, nameOf),
            ['Better is', metric.desiredChange === 'increase' ? 'higher' : 'lower'],
            ['Wanted precision', `±${formatShare(metric.precision, 1)} relative`],
            ['Guardrail cutoff', metric.guardrailCutoff === null ? 'none' : formatLift(metric.guardrailCutoff, 1)],
          ]}
        />
      </Card>
      <MetricTeam view={view} />
      <ValueOverTime view={view} />
      {metric.kind !== 'percentile' && <Trust metricId={view.id} />}
      <Uses query={api.metrics.uses(view.id)} whenNone="Add it to an experiment in its set-up." />
      <History query={api.metrics.versions(view.id)} />
    </Page>
  );
}
