import type { BanditView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Code, Facts, Failure, Loaded, More, Page } from '../../components/index.js';
import { ActionsTable, ModelsTable } from '../../features/bandits/index.js';
import { isOver, RunChip } from '../../features/runs/index.js';
import { formatInstant } from '../../format/index.js';
import { RemoveButton } from '../RemoveButton.js';

const pollEvery = 2_000;

/** One bandit: what it decides, what it knows of each action, and its models. */
export function BanditPage() {
  const { key = '' } = useParams();
  const query = useQuery({
    ...api.bandits.byKey(key),
    refetchInterval: ({ state }) => (state.data?.training && !isOver(state.data.training.status) ? pollEvery : false),
  });
  return (
    <Loaded query={query} loading={<Page title="Bandit">{null}</Page>}>
      {(bandit) => <Opened bandit={bandit} />}
    </Loaded>
  );
}

function Opened({ bandit }: { bandit: BanditView }) {
  const { key, name, version, training, model, warnings } = bandit;
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: prefixOf(routes.bandits) });
  const train = useMutation({ meta: { isShown: true }, mutationFn: () => api.bandits.train(key), onSuccess: refresh });
  const isTraining = training !== null && !isOver(training.status);
  return (
    <Page
      title={name}
      back={{ to: '/bandits', label: 'Bandits' }}
      meta={
        <>
          <Code>{key}</Code>
          <span>v{version}</span>
          {training && <RunChip status={training.status} />}
        </>
      }
      actions={
        <>
          <RemoveButton
            name={name}
            to="/bandits"
            about="Subjects then get the variation without an action. What was logged stays in the warehouse."
            remove={() => api.bandits.remove(key, version).then(refresh)}
          />
          <Button component={Link} variant="default" to={`/bandits/${encodeURIComponent(key)}/edit`}>
            Edit
          </Button>
          <Button loading={train.isPending || isTraining} onClick={() => train.mutate()}>
            Train now
          </Button>
        </>
      }
    >
      {warnings.map((warning) => (
        <section key={warning} className="run-notice" role="status">
          <b>{warning}</b>
        </section>
      ))}
      {training?.status === 'failed' && (
        <section className="run-notice run-notice-failed" role="status">
          <b>The last training failed, and the model stays as it was.</b> {training.error}{' '}
          <Link to={`/runs/${training.runId}`}>See its statements</Link>
        </section>
      )}
      {train.error && <Failure error={train.error} />}
      <Card title="Decision">
        <Facts facts={factsOf(bandit)} />
      </Card>
      <Card title="What the model knows" note={<Code>{model.modelVersion}</Code>}>
        <ActionsTable model={model} />
      </Card>
      <Models bandit={bandit} onDone={refresh} />
    </Page>
  );
}

const factsOf = (bandit: BanditView): Parameters<typeof Facts>[0]['facts'] => [
  ['Flag', <Link to={`/flags/${encodeURIComponent(bandit.flag)}`}>{bandit.flag}</Link>],
  ['Variation', <Code>{bandit.variation}</Code>],
  ['Attributes', bandit.attributes.map(({ key }) => key).join(', ') || 'none'],
  ['Data until', bandit.model.asOf ? formatInstant(bandit.model.asOf) : 'none yet'],
  ['Next training', bandit.nextTrainingAt ? formatInstant(bandit.nextTrainingAt) : 'when somebody asks'],
  ['Evaluated by', bandit.evaluations.join(', ') || 'no experiment'],
];

function Models({ bandit, onDone }: { bandit: BanditView; onDone: () => Promise<unknown> }) {
  const { key, version, isHeld } = bandit;
  const query = useInfiniteQuery(api.bandits.models(key));
  const serve = useMutation({
    meta: { isShown: true },
    mutationFn: (model: number | null) =>
      model === null ? api.bandits.release(key, version) : api.bandits.hold(key, version, model),
    onSuccess: onDone,
  });
  return (
    <Card
      title="Models"
      note={
        isHeld && (
          <Button size="compact-xs" variant="default" loading={serve.isPending} onClick={() => serve.mutate(null)}>
            Serve the newest again
          </Button>
        )
      }
    >
      {serve.error && <Failure error={serve.error} />}
      <Loaded query={query}>
        {(data) => (
          <>
            <ModelsTable
              bandit={bandit}
              models={data.pages.flatMap(({ items }) => items)}
              isBusy={serve.isPending}
              onHold={(model) => serve.mutate(model)}
            />
            <More query={query} />
          </>
        )}
      </Loaded>
    </Card>
  );
}
