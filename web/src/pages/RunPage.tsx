import type { RunDetail } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from 'react-router';
import { api } from '../api/index.js';
import { Card, Empty, Failure, Loaded, Page } from '../components/index.js';
import {
  CarriedForwardNotice,
  causeWords,
  isOver,
  RunChip,
  Statements,
  useCancel,
  useRefresh,
  useRun,
} from '../features/runs/index.js';
import { formatBytes, formatDuration, formatInstant, plural } from '../format/index.js';

/** One run: how it went, and each statement with its SQL, time, rows and error. */
export function RunPage() {
  const { id = '' } = useParams();
  const query = useRun(id);
  return (
    <Loaded query={query} loading={<Page title="Run">{null}</Page>}>
      {(run) => <Opened run={run} />}
    </Loaded>
  );
}

function Opened({ run }: { run: RunDetail }) {
  const { experimentId } = run;
  const experiment = useQuery({ ...api.experiments.byId(experimentId ?? ''), enabled: experimentId !== null });
  const bandits = useQuery({ ...api.bandits.list(), enabled: run.banditId !== null });
  const bandit = bandits.data?.find(({ id }) => id === run.banditId);
  const cancel = useCancel();
  const refresh = useRefresh(experimentId ?? '');
  const navigate = useNavigate();
  const home = homeOf(run, experiment.data?.name, bandit?.key);
  return (
    <Page
      title={`Run of ${formatInstant(run.requestedAt)}`}
      back={home.back}
      meta={
        <>
          <RunChip status={run.status} carriedForward={run.carriedForward} />
          <span>
            {run.stepsDone} of {plural(run.stepsTotal, 'step')}
          </span>
          {run.startedAt && run.finishedAt && (
            <span>took {formatDuration(Date.parse(run.finishedAt) - Date.parse(run.startedAt))}</span>
          )}
          {run.asOf && <span>data until {formatInstant(run.asOf)}</span>}
          {run.readsAnew && <span>all sources read from the start</span>}
          {run.metricIds && run.basedOn && (
            <span>
              only {plural(run.metricIds.length, 'metric')}, beside{' '}
              <Link to={`/runs/${run.basedOn}`}>earlier results</Link>
            </span>
          )}
          <span>{run.requestedBy ? `asked for by ${run.requestedBy}` : `by ${run.origin}`}</span>
        </>
      }
      actions={
        <>
          <Button component={Link} variant="default" to={home.results}>
            {run.banditId === null ? 'Results' : 'Bandit'}
          </Button>
          {!isOver(run.status) && (
            <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(run.id)}>
              Cancel
            </Button>
          )}
        </>
      }
    >
      {(run.cause || run.error) && (
        <section className="run-notice run-notice-failed" role="status">
          <b>{run.error ?? 'The run failed.'}</b> {run.cause && causeWords[run.cause]}{' '}
          {run.cause === 'quota' && experimentId !== null && (
            <Button
              size="compact-sm"
              variant="default"
              loading={refresh.isPending}
              onClick={() =>
                refresh.mutate({ mayExceedBudget: true }, { onSuccess: ({ id }) => void navigate(`/runs/${id}`) })
              }
            >
              Refresh beyond the budget
            </Button>
          )}
          {refresh.error && <Failure error={refresh.error} />}
        </section>
      )}
      {run.carriedForward && <CarriedForwardNotice carriedForward={run.carriedForward} />}
      <Restated run={run} />
      <Card title="Statements" note={leftWords(run)}>
        {run.statements.length === 0 ? (
          <Empty title="No statement yet">They are listed as the run plans and sends them.</Empty>
        ) : (
          <Statements statements={run.statements} />
        )}
      </Card>
    </Page>
  );
}

/** The list that a run belongs to, and where its results are. */
function homeOf({ experimentId, baselineId, banditId }: RunDetail, experiment?: string, bandit?: string) {
  if (banditId !== null) {
    const to = bandit === undefined ? '/bandits' : `/bandits/${encodeURIComponent(bandit)}`;
    return { back: { to, label: 'Bandit' }, results: to };
  }
  if (experimentId === null) {
    const to = `/sample-size/${baselineId}`;
    return { back: { to, label: 'Sample size' }, results: to };
  }
  const to = `/experiments/${experimentId}`;
  return { back: { to: `${to}/runs`, label: experiment ?? 'Experiment' }, results: to };
}

/** History that had been rewritten in the warehouse since it was read. */
const Restated = ({ run: { restatements } }: { run: RunDetail }) =>
  restatements.length === 0 ? null : (
    <section className="run-notice" aria-label="Changed history">
      {restatements.map(({ sourceId, sourceName, days }) => (
        <p key={sourceId} style={{ margin: 0 }}>
          <b>{sourceName} had changed</b> since it was read: {plural(days.length, 'day')} of history (
          {days.slice(0, shownDays).join(', ')}
          {days.length > shownDays && ' …'}) were read again, and results since then restated.
        </p>
      ))}
    </section>
  );
const shownDays = 10;

/** What the whole run took out of the warehouse. */
function leftWords({ statements }: RunDetail): string {
  const left = statements.flatMap(({ egress }) => egress ?? []);
  const sum = (of: 'rows' | 'bytes') => left.reduce((total, egress) => total + egress[of], 0);
  return `${plural(sum('rows'), 'row')} of counts and sums left the warehouse, ${formatBytes(sum('bytes'))}`;
}
