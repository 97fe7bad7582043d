import { powerQuery, type BaselineView, type PowerQuery } from '@assay/api-contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Loaded, Page } from '../../components/index.js';
import { isOver, RunChip } from '../../features/runs/index.js';
import { PlanControls, PowerTable } from '../../features/sample-size/index.js';
import { formatInstant, plural } from '../../format/index.js';
import { Calibration } from './Calibration.js';

/** One baseline, and what any experiment on it would find. */
export function BaselinePage() {
  const { id = '' } = useParams();
  const query = useQuery({
    ...api.baselines.byId(id),
    refetchInterval: ({ state }) => (state.data && isOver(state.data.run.status) ? false : 1000),
  });
  return (
    <Loaded query={query} loading={<Page title="Sample size">{null}</Page>}>
      {(baseline) => <Opened baseline={baseline} />}
    </Loaded>
  );
}

function Opened({ baseline }: { baseline: BaselineView }) {
  const { run, weeks } = baseline;
  const [plan, setPlan] = useState<PowerQuery>(() => powerQuery.parse({}));
  const [usesCuped, setUsesCuped] = useState(true);
  const sources = useQuery(api.assignmentSources.list());
  const source = sources.data?.find((one) => one.id === baseline.assignmentSourceId)?.name ?? 'Sample size';
  return (
    <Page
      title={source}
      back={{ to: '/sample-size', label: 'Sample size' }}
      meta={
        <>
          <RunChip status={run.status} />
          <span>{plural(weeks, 'week')}</span>
          {run.asOf && <span>data until {formatInstant(run.asOf)}</span>}
          <Link to={`/runs/${run.id}`}>Statements</Link>
        </>
      }
    >
      {run.error && (
        <section className="run-notice run-notice-failed" role="status">
          <b>{run.error}</b>
        </section>
      )}
      <Card title="The experiment" padded>
        <PlanControls
          plan={plan}
          usesCuped={usesCuped}
          onChange={(change) => setPlan({ ...plan, ...change })}
          onCuped={setUsesCuped}
        />
      </Card>
      <Card title="Smallest lift that is found">
        {isOver(run.status) && <Power id={baseline.id} weeks={weeks} plan={plan} usesCuped={usesCuped} />}
        {!isOver(run.status) && (
          <p className="card-body">The warehouse is being asked: {run.currentStep ?? 'waiting'}.</p>
        )}
      </Card>
      {baseline.isCalibrated && isOver(run.status) && (
        <Calibration id={baseline.id} plan={plan} usesCuped={usesCuped} />
      )}
    </Page>
  );
}

interface PowerProps {
  readonly id: string;
  readonly weeks: number;
  readonly plan: PowerQuery;
  readonly usesCuped: boolean;
}

function Power({ id, weeks, plan, usesCuped }: PowerProps) {
  const query = useQuery({ ...api.baselines.power(id, plan), placeholderData: keepPreviousData });
  return <Loaded query={query}>{(power) => <PowerTable power={power} weeks={weeks} usesCuped={usesCuped} />}</Loaded>;
}
