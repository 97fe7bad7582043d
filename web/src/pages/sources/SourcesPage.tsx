import type { AssignmentSourceView, FactSourceView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Empty, Loaded, Page, RowLink, Segmented, Table } from '../../components/index.js';
import { formatDay } from '../../format/index.js';
import { EntryPointList, PropertySourceList, SegmentList } from './PopulationLists.js';

const kinds = [
  { value: 'assignments', label: 'Assignments', create: 'New assignment source' },
  { value: 'facts', label: 'Facts', create: 'New fact source' },
  { value: 'entries', label: 'Entry points', create: 'New entry point' },
  { value: 'properties', label: 'Properties', create: 'New properties' },
  { value: 'segments', label: 'Segments', create: 'New segment' },
] as const;
type Kind = (typeof kinds)[number]['value'];

/** Where assignments and facts are read from, and who of the assigned is analysed. */
export function SourcesPage() {
  const [search, setSearch] = useSearchParams();
  const kind = kinds.find(({ value }) => value === search.get('kind'))?.value ?? 'assignments';
  return (
    <Page
      title="Sources"
      meta={<span>SELECTs that say where assignments and facts are in your warehouse</span>}
      actions={<NewButton kind={kind} />}
    >
      <Card>
        <div className="toolbar">
          <Segmented
            label="Kind of source"
            value={kind}
            onChange={(chosen) => setSearch(chosen === 'assignments' ? {} : { kind: chosen }, { replace: true })}
            options={kinds}
          />
        </div>
        <List kind={kind} />
      </Card>
    </Page>
  );
}

const NewButton = ({ kind }: { kind: Kind }) => (
  <Button component={Link} to={`/sources/${kind}/new`}>
    {kinds.find(({ value }) => value === kind)?.create}
  </Button>
);

function List({ kind }: { kind: Kind }) {
  switch (kind) {
    case 'assignments':
      return <AssignmentList />;
    case 'facts':
      return <FactList />;
    case 'entries':
      return <EntryPointList action={<NewButton kind="entries" />} />;
    case 'properties':
      return <PropertySourceList action={<NewButton kind="properties" />} />;
    case 'segments':
      return <SegmentList action={<NewButton kind="segments" />} />;
    default:
      return kind satisfies never;
  }
}

function AssignmentList() {
  const query = useQuery(api.assignmentSources.list());
  const entities = useQuery(api.entities.list());
  const nameOf = (id: string): string => entities.data?.find((entity) => entity.id === id)?.name ?? '–';
  return (
    <Loaded query={query}>
      {(sources) =>
        sources.length === 0 ? (
          <Empty title="No assignment source yet" action={<NewButton kind="assignments" />}>
            An assignment source is a SELECT that returns who was given which variation of which experiment, and when.
          </Empty>
        ) : (
          <Table<AssignmentSourceView>
            label="Assignment sources"
            items={sources}
            keyOf={(source) => source.id}
            columns={[
              {
                title: 'Source',
                cell: (source) => (
                  <RowLink to={`/sources/assignments/${source.id}`} note={source.description}>
                    {source.name}
                  </RowLink>
                ),
              },
              {
                title: 'Entity',
                cell: (source) =>
                  [nameOf(source.entityId), ...source.secondaryIds.map((id) => `also ${nameOf(id.entityId)}`)].join(
                    ', ',
                  ),
              },
              {
                title: 'Properties',
                isLong: true,
                cell: (source) => source.properties.map((p) => p.name).join(', ') || '–',
              },
              { title: 'Version', isNumber: true, cell: (source) => source.version },
              { title: 'Changed', cell: (source) => formatDay(source.updatedAt) },
            ]}
          />
        )
      }
    </Loaded>
  );
}

function FactList() {
  const query = useQuery(api.factSources.list());
  return (
    <Loaded query={query}>
      {(sources) =>
        sources.length === 0 ? (
          <Empty title="No fact source yet" action={<NewButton kind="facts" />}>
            A fact source is a SELECT that returns what subjects did, and when: orders, visits, tickets.
          </Empty>
        ) : (
          <Table<FactSourceView>
            label="Fact sources"
            items={sources}
            keyOf={(source) => source.id}
            columns={[
              {
                title: 'Source',
                cell: (source) => (
                  <RowLink to={`/sources/facts/${source.id}`} note={source.description}>
                    {source.name}
                  </RowLink>
                ),
              },
              { title: 'Facts', isLong: true, cell: (source) => source.facts.map((fact) => fact.name).join(', ') },
              {
                title: 'Properties',
                isLong: true,
                cell: (source) => source.properties.map((p) => p.name).join(', ') || '–',
              },
              { title: 'Version', isNumber: true, cell: (source) => source.version },
              { title: 'Changed', cell: (source) => formatDay(source.updatedAt) },
            ]}
          />
        )
      }
    </Loaded>
  );
}
