import type { MetricView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Certified, Empty, Facts, Loaded, Page } from '../../components/index.js';
import { describeMetric, useFacts } from '../../features/metrics/index.js';
import { formatInstant, formatLift, formatShare } from '../../format/index.js';
import { RemoveButton } from '../RemoveButton.js';
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
      <ValueOverTime view={view} />
      <UsedIn metricId={view.id} />
      <History metricId={view.id} />
    </Page>
  );
}

function UsedIn({ metricId }: { metricId: string }) {
  const query = useQuery(api.experiments.list());
  return (
    <Card title="Used in">
      <Loaded query={query}>
        {(experiments) => {
          const users = experiments.filter((e) => e.design.metrics.some((chosen) => chosen.metricId === metricId));
          if (users.length === 0) return <Empty title="Not used yet">Add it to an experiment in its set-up.</Empty>;
          return (
            <ul className="plain-list">
              {users.map((experiment) => (
                <li key={experiment.id}>
                  <Link to={`/experiments/${experiment.id}`}>{experiment.name}</Link>
                  <span className="muted">
                    {experiment.design.metrics.find((chosen) => chosen.metricId === metricId)?.role}
                  </span>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Card>
  );
}

function History({ metricId }: { metricId: string }) {
  const query = useQuery(api.metrics.versions(metricId));
  return (
    <Card title="History">
      <Loaded query={query}>
        {(versions) => (
          <ul className="plain-list">
            {versions.map((version) => (
              <li key={version.version}>
                <b>v{version.version}</b>
                <span>{version.by}</span>
                <span className="muted">{formatInstant(version.at)}</span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
