import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Outlet, useOutletContext, useParams } from 'react-router';
import { useQueryClient } from '@tanstack/react-query';
import type { ExperimentView } from '@assay/api-contract';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, LinkTabs, Loaded, Page, Tag } from '../../components/index.js';
import { ConcludeButton, ExperimentChip, sharesOf, StartButton } from '../../features/experiments/index.js';
import { GuardNotice } from '../../features/guard/index.js';
import { TeamLink } from '../../features/ownership/index.js';
import { isOver, Progress, RefreshButton, useRefresh, useRun } from '../../features/runs/index.js';
import { formatInstant } from '../../format/index.js';

/** One experiment: its head and tabs; each tab is an address of its own. */
export function ExperimentPage() {
  const { id = '' } = useParams();
  const query = useQuery({ ...api.experiments.byId(id), refetchInterval: 15_000 });
  return (
    <Loaded query={query} loading={<Page title="Experiment">{null}</Page>}>
      {(experiment) => <Opened experiment={experiment} />}
    </Loaded>
  );
}

/** The experiment that the tabs below show. */
export const useExperiment = (): ExperimentView => useOutletContext<ExperimentView>();

function Opened({ experiment }: { experiment: ExperimentView }) {
  const base = `/experiments/${experiment.id}`;
  const refresh = useRefresh(experiment.id);
  const runId = useLiveRun(experiment, refresh.data?.id ?? null);
  const { design, lastRun } = experiment;
  return (
    <Page
      title={experiment.name}
      meta={
        <>
          <ExperimentChip experiment={experiment} now={new Date()} />
          <span>{design.experimentKey}</span>
          <span>{sharesOf(experiment)}</span>
          {experiment.owner && <span>Owner {experiment.owner}</span>}
          <TeamLink teamId={experiment.teamId} />
          {experiment.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
          {lastRun?.finishedAt && <span>Updated {formatInstant(lastRun.finishedAt)}</span>}
        </>
      }
      actions={
        <>
          {experiment.status === 'draft' && <StartButton experiment={experiment} />}
          {experiment.status !== 'draft' && (
            <RefreshButton
              isLoading={refresh.isPending}
              isDisabled={runId !== null}
              refresh={(options) => refresh.mutate(options)}
            />
          )}
          {experiment.status === 'running' && <ConcludeButton experiment={experiment} />}
        </>
      }
    >
      <LinkTabs
        label="Experiment"
        tabs={[
          { to: base, label: 'Results' },
          { to: `${base}/time`, label: 'Time' },
          { to: `${base}/explores`, label: 'Explores', hasMore: true },
          { to: `${base}/set-up`, label: 'Set-up' },
          { to: `${base}/runs`, label: 'Runs' },
        ]}
      />
      {runId && <Progress runId={runId} />}
      <GuardNotice experimentId={experiment.id} />
      {experiment.note && <Note text={experiment.note} />}
      <Outlet context={experiment} />
    </Page>
  );
}

const Note = ({ text }: { text: string }) => (
  <div style={{ marginBottom: 12 }}>
    <Card padded>
      <span style={{ color: 'var(--soft)' }}>{text}</span>
    </Card>
  </div>
);

/** Id of the run that is under way, if any; when it ends, everything it may have changed is read again. */
function useLiveRun(experiment: ExperimentView, asked: string | null): string | null {
  const client = useQueryClient();
  const last = experiment.lastRun && !isOver(experiment.lastRun.status) ? experiment.lastRun.id : null;
  const id = asked ?? last;
  const { data: run } = useRun(id);
  const hasEnded = run !== undefined && isOver(run.status);
  useEffect(() => {
    if (hasEnded) void client.invalidateQueries({ queryKey: prefixOf(routes.experiments) });
  }, [hasEnded, id, client]);
  return hasEnded ? null : id;
}
