import { Button, Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { Empty, Loaded, LoadingRows } from '../../components/index.js';
import { Results, useView } from '../../features/results/index.js';
import { CarriedForwardNotice, LastRunNotice, useRefresh } from '../../features/runs/index.js';
import { useExperiment } from './ExperimentPage.js';
import { PlannedSchedule } from './PlannedSchedule.js';

/** Results as the address asks for them. */
export function ResultsTab() {
  const experiment = useExperiment();
  const [view, change] = useView(experiment.plan);
  const query = useQuery({
    ...api.experiments.results(experiment.id, {
      method: view.method,
      level: view.level,
      cuped: view.cuped,
      correction: view.correction,
      effect: view.effect,
      splitBy: view.splitBy ?? undefined,
    }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
  if (experiment.status === 'draft') return <Draft id={experiment.id} />;
  return (
    <>
      {experiment.lastRun && <LastRunNotice runId={experiment.lastRun.id} status={experiment.lastRun.status} />}
      <Loaded query={query} loading={<LoadingResults />}>
        {(results) =>
          results.runId === null ? (
            <Unread id={experiment.id} />
          ) : (
            <>
              {results.carriedForward && <CarriedForwardNotice carriedForward={results.carriedForward} />}
              <Results results={results} plan={experiment.plan} view={view} onChange={change} />
              {results.counted === 'slots' && <PlannedSchedule id={experiment.id} />}
            </>
          )
        }
      </Loaded>
    </>
  );
}

const Draft = ({ id }: { id: string }) => (
  <Empty
    title="This experiment has not started"
    action={
      <Button component={Link} to={`/experiments/${id}/set-up`}>
        Look at the set-up
      </Button>
    }
  >
    When it is started its plan is fixed, and the first refresh reads assignments and facts from the warehouse.
  </Empty>
);

function Unread({ id }: { id: string }) {
  const refresh = useRefresh(id);
  return (
    <Empty
      title="Nothing has been read yet"
      action={
        <Button loading={refresh.isPending} onClick={() => refresh.mutate()}>
          Refresh now
        </Button>
      }
    >
      A refresh sends one aggregate query per source to the warehouse and keeps only counts and sums.
    </Empty>
  );
}

const LoadingResults = () => (
  <>
    <Skeleton height={72} radius={10} />
    <div className="sanity">
      {['exposure', 'split', 'mixed', 'before', 'fresh'].map((tile) => (
        <Skeleton key={tile} height={84} radius={10} />
      ))}
    </div>
    <div className="card">
      <LoadingRows rows={7} />
    </div>
  </>
);
