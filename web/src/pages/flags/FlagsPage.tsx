import type { FlagView } from '@assay/api-contract';
import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Empty, Loaded, Page, RowLink, Table, Tag, type Column } from '../../components/index.js';
import { typeWords } from '../../features/flags/index.js';
import { OwnershipFilter, TeamName, useOwnershipFilter } from '../../features/ownership/index.js';
import { formatDay, plural } from '../../format/index.js';

/** All flags, a column for each environment. */
export function FlagsPage() {
  const query = useQuery(api.flags.list());
  const environments = useQuery(api.flags.environments());
  const [search, setSearch] = useSearchParams();
  const words = search.get('q') ?? '';
  const ownership = useOwnershipFilter();
  const add = (
    <Button component={Link} to="/flags/new">
      New flag
    </Button>
  );
  const columns: Column<FlagView>[] = (environments.data ?? []).map((environment) => ({
    title: environment.name,
    cell: (flag) => <InEnvironment flag={flag} environment={environment.key} />,
  }));
  return (
    <Page
      title="Flags"
      actions={
        <>
          <Button component={Link} to="/stale-flags" variant="default">
            Stale flags
          </Button>
          {add}
        </>
      }
    >
      <Card>
        <Loaded query={query}>
          {(flags) =>
            flags.length === 0 ? (
              <Empty title="No flag yet" action={add}>
                A flag decides in your application what a subject gets: for everyone, for some, or by experiment.
              </Empty>
            ) : (
              <>
                <div className="toolbar">
                  <TextInput
                    size="xs"
                    w={240}
                    aria-label="Find by key, name, owner or tag"
                    placeholder="Find by key, name, owner or tag"
                    value={words}
                    onChange={(event) => setSearch(withWords(search, event.currentTarget.value), { replace: true })}
                  />
                  <OwnershipFilter items={flags} filter={ownership} />
                  <span className="pick-end">{plural(flags.length, 'flag')}</span>
                </div>
                <List
                  flags={flags.filter((flag) => isFound(flag, words) && ownership.matches(flag))}
                  columns={columns}
                />
              </>
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}

const withWords = (search: URLSearchParams, words: string): URLSearchParams => {
  const next = new URLSearchParams(search);
  if (words) next.set('q', words);
  else next.delete('q');
  return next;
};

const isFound = (flag: FlagView, words: string): boolean =>
  `${flag.key} ${flag.name} ${flag.owner} ${flag.tags.join(' ')}`.toLowerCase().includes(words.toLowerCase());

function List({ flags, columns }: { flags: readonly FlagView[]; columns: Column<FlagView>[] }) {
  if (flags.length === 0) return <Empty title="Nothing matches">Try fewer letters.</Empty>;
  return (
    <Table
      label="Flags"
      items={flags}
      keyOf={(flag) => flag.key}
      columns={[
        {
          title: 'Flag',
          cell: (flag) => (
            <RowLink
              to={`/flags/${encodeURIComponent(flag.key)}`}
              note={flag.name === flag.key ? flag.description : flag.name}
            >
              {flag.key}{' '}
              {flag.tags.map((tag) => (
                <Tag key={tag}>{tag}</Tag>
              ))}
            </RowLink>
          ),
        },
        { title: 'Type', cell: (flag) => typeWords[flag.type] },
        ...columns,
        { title: 'Owner', cell: (flag) => flag.owner || <TeamName teamId={flag.teamId} /> },
        { title: 'Changed', cell: (flag) => formatDay(flag.updatedAt) },
      ]}
    />
  );
}

function InEnvironment({ flag, environment }: { flag: FlagView; environment: string }) {
  const own = flag.environments.find((candidate) => candidate.environment === environment);
  if (!own?.isEnabled) return <span className="muted">off</span>;
  const experiments = own.allocations.filter((allocation) => allocation.kind === 'experiment').length;
  return (
    <>
      <b style={{ fontWeight: 600, color: 'var(--good)' }}>on</b>
      {experiments > 0 && <small>{plural(experiments, 'experiment')}</small>}
    </>
  );
}
