import type { ExperimentView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { api } from '../api/index.js';
import { Card, Chip, Loaded, Page, RowLink, Table } from '../components/index.js';
import { ExperimentChip, sharesOf } from '../features/experiments/index.js';
import { formatAgo, formatDay } from '../format/index.js';
import { FirstSteps } from './FirstSteps.js';
import { LatestDecision } from './LatestDecision.js';

const isFailing = ({ lastRun }: ExperimentView): boolean =>
  lastRun?.status === 'failed' || lastRun?.status === 'partial';

/** Running, and its assignments have ended: nothing more will come. */
const needsDecision = ({ status, design }: ExperimentView, now: Date): boolean =>
  status === 'running' && design.assignmentUntil !== null && new Date(design.assignmentUntil) <= now;

/** What wants attention first: decisions that are due, refreshes that failed, then what is under way. */
export function HomePage() {
  const experiments = useQuery(api.experiments.list());
  return (
    <Page
      title="Home"
      actions={
        <>
          <Button variant="default" component={Link} to="/flags/new">
            New flag
          </Button>
          <Button component={Link} to="/experiments/new">
            New experiment
          </Button>
        </>
      }
    >
      <Loaded query={experiments}>
        {(all) => (all.length === 0 ? <FirstSteps /> : <Sections experiments={all} now={new Date()} />)}
      </Loaded>
    </Page>
  );
}

function Sections({ experiments, now }: { experiments: readonly ExperimentView[]; now: Date }) {
  const due = experiments.filter((experiment) => needsDecision(experiment, now));
  const failing = experiments.filter(isFailing);
  const running = experiments.filter((experiment) => experiment.status === 'running');
  const recent = experiments
    .filter((experiment) => experiment.status === 'concluded')
    .sort((a, b) => (b.concludedAt ?? '').localeCompare(a.concludedAt ?? ''))
    .slice(0, 5);
  return (
    <>
      <Section title="Needs a decision" note="assignments have ended" experiments={due} last={lastDay} now={now} />
      <Section
        title="Failing"
        note="the newest refresh did not succeed"
        experiments={failing}
        last={runLink}
        now={now}
      />
      <Section title="Running" experiments={running} last={updated(now)} now={now}>
        <p className="card-body muted" style={{ margin: 0 }}>
          Nothing runs at the moment. <Link to="/experiments/new">Start something</Link>.
        </p>
      </Section>
      {recent[0] && <LatestDecision experiment={recent[0]} />}
      <Section title="Lately concluded" experiments={recent} last={outcome} now={now} />
    </>
  );
}

type Cell = { readonly title: string; readonly cell: (experiment: ExperimentView) => ReactNode };

const lastDay: Cell = {
  title: 'Ended',
  cell: ({ design }) => (design.assignmentUntil ? formatDay(design.assignmentUntil) : '–'),
};
const runLink: Cell = {
  title: 'Refresh',
  cell: ({ lastRun }) =>
    lastRun ? (
      <Link to={`/runs/${lastRun.id}`}>
        <Chip tone={lastRun.status === 'failed' ? 'bad' : 'warn'}>
          {lastRun.status === 'failed' ? 'Failed' : 'Partly failed'}
        </Chip>
      </Link>
    ) : null,
};
const updated = (now: Date): Cell => ({
  title: 'Updated',
  cell: ({ lastRun }) => (lastRun?.finishedAt ? formatAgo(lastRun.finishedAt, now) : 'not yet'),
});
const outcome: Cell = {
  title: 'Concluded',
  cell: ({ concludedAt }) => (concludedAt ? formatDay(concludedAt) : '–'),
};

interface SectionProps {
  readonly title: string;
  readonly note?: string;
  readonly experiments: readonly ExperimentView[];
  readonly last: Cell;
  readonly now: Date;
  /** Shown when there is none; without it an empty section is left out. */
  readonly children?: ReactNode;
}

function Section({ title, note, experiments, last, now, children }: SectionProps) {
  if (experiments.length === 0 && !children) return null;
  return (
    <Card title={title} note={note}>
      {experiments.length === 0 ? (
        children
      ) : (
        <Table
          label={title}
          items={experiments}
          keyOf={(experiment) => experiment.id}
          columns={[
            {
              title: 'Experiment',
              cell: (experiment) => (
                <RowLink to={`/experiments/${experiment.id}`} note={experiment.design.experimentKey}>
                  {experiment.name}
                </RowLink>
              ),
            },
            { title: 'State', cell: (experiment) => <ExperimentChip experiment={experiment} now={now} /> },
            { title: 'Split', cell: sharesOf },
            last,
          ]}
        />
      )}
    </Card>
  );
}
