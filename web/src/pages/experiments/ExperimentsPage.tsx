import type { ExperimentView } from '@assay/api-contract';
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Chip, Empty, Loaded, Page, RowLink, Segmented, Table, Tag } from '../../components/index.js';
import { ExperimentChip, sharesOf } from '../../features/experiments/index.js';
import { OwnershipFilter, TeamName, useOwnershipFilter } from '../../features/ownership/index.js';
import { formatAgo, formatDay } from '../../format/index.js';

type Filter = 'all' | ExperimentView['status'];
const filters = [
  { value: 'all', label: 'All' },
  { value: 'running', label: 'Running' },
  { value: 'draft', label: 'Drafts' },
  { value: 'concluded', label: 'Concluded' },
] as const;

const matches = (experiment: ExperimentView, filter: Filter, words: string): boolean =>
  (filter === 'all' || experiment.status === filter) &&
  `${experiment.name} ${experiment.design.experimentKey}`.toLowerCase().includes(words.toLowerCase());

/** All experiments; filter and words are in the address. */
export function ExperimentsPage() {
  const query = useQuery(api.experiments.list());
  const [search, setSearch] = useSearchParams();
  const filter = filters.find(({ value }) => value === search.get('status'))?.value ?? 'all';
  const words = search.get('q') ?? '';
  const ownership = useOwnershipFilter();
  const set = (name: string, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return (
    <Page
      title="Experiments"
      actions={
        <Button component={Link} to="/experiments/new">
          New experiment
        </Button>
      }
    >
      <Card>
        <Loaded query={query}>
          {(experiments) =>
            experiments.length === 0 ? (
              <None />
            ) : (
              <>
                <div className="toolbar">
                  <Segmented
                    label="State"
                    value={filter}
                    options={filters}
                    onChange={(value) => set('status', value === 'all' ? '' : value)}
                  />
                  <TextInput
                    aria-label="Find by name or key"
                    placeholder="Find by name or key"
                    size="xs"
                    w={200}
                    ml="auto"
                    value={words}
                    onChange={(event) => set('q', event.currentTarget.value)}
                  />
                  <OwnershipFilter items={experiments} filter={ownership} />
                </div>
                <List
                  experiments={experiments.filter((one) => matches(one, filter, words) && ownership.matches(one))}
                />
              </>
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}

const None = () => (
  <Empty
    title="No experiment yet"
    action={
      <Button component={Link} to="/experiments/new">
        New experiment
      </Button>
    }
  >
    An experiment compares variations on the subjects of an assignment source, by metrics read from your warehouse.
  </Empty>
);

function List({ experiments }: { experiments: readonly ExperimentView[] }) {
  if (experiments.length === 0) return <Empty title="Nothing matches">Take away a filter or a word.</Empty>;
  const now = new Date();
  return (
    <Table
      label="Experiments"
      items={experiments}
      keyOf={(experiment) => experiment.id}
      columns={[
        {
          title: 'Experiment',
          cell: (experiment) => (
            <RowLink to={`/experiments/${experiment.id}`} note={experiment.design.experimentKey}>
              {experiment.name}{' '}
              {experiment.tags.map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </RowLink>
          ),
        },
        { title: 'State', cell: (experiment) => <ExperimentChip experiment={experiment} now={now} /> },
        { title: 'Split', cell: sharesOf },
        { title: 'From', cell: (experiment) => formatDay(experiment.design.assignmentFrom) },
        { title: 'Owner', cell: ({ owner, teamId }) => owner || <TeamName teamId={teamId} /> },
        { title: 'Metrics', isNumber: true, cell: (experiment) => experiment.design.metrics.length },
        { title: 'Updated', cell: (experiment) => <Updated experiment={experiment} now={now} /> },
      ]}
    />
  );
}

function Updated({ experiment, now }: { experiment: ExperimentView; now: Date }) {
  const { lastRun } = experiment;
  if (!lastRun) return <>–</>;
  if (lastRun.status === 'failed') return <Chip tone="bad">Refresh failed</Chip>;
  if (lastRun.status === 'partial') return <Chip tone="warn">Partly failed</Chip>;
  return <>{lastRun.finishedAt ? formatAgo(lastRun.finishedAt, now) : 'refreshing'}</>;
}
