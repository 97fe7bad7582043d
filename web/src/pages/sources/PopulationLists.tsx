import type { EntryPointView, PropertySourceView, SegmentView } from '@assay/api-contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../../api/index.js';
import { Empty, Loaded, RowLink, Table } from '../../components/index.js';
import { formatDay } from '../../format/index.js';

const useEntityNames = (): ((id: string) => string) => {
  const entities = useQuery(api.entities.list());
  return (id) => entities.data?.find((entity) => entity.id === id)?.name ?? '–';
};

export function EntryPointList({ action }: { action: ReactNode }) {
  const nameOf = useEntityNames();
  return (
    <Loaded query={useQuery(api.entryPoints.list())}>
      {(entryPoints) =>
        entryPoints.length === 0 ? (
          <Empty title="No entry point yet" action={action}>
            An entry point is a SELECT that returns qualifying events: an experiment can analyse only the subjects that
            met it, from then on.
          </Empty>
        ) : (
          <Table<EntryPointView>
            label="Entry points"
            items={entryPoints}
            keyOf={({ id }) => id}
            columns={[
              {
                title: 'Entry point',
                cell: ({ id, name, description }) => (
                  <RowLink to={`/sources/entries/${id}`} note={description}>
                    {name}
                  </RowLink>
                ),
              },
              { title: 'Entity', cell: ({ entityId }) => nameOf(entityId) },
              { title: 'Version', isNumber: true, cell: ({ version }) => version },
              { title: 'Changed', cell: ({ updatedAt }) => formatDay(updatedAt) },
            ]}
          />
        )
      }
    </Loaded>
  );
}

export function PropertySourceList({ action }: { action: ReactNode }) {
  const nameOf = useEntityNames();
  return (
    <Loaded query={useQuery(api.propertySources.list())}>
      {(sources) =>
        sources.length === 0 ? (
          <Empty title="No properties of entities yet" action={action}>
            A SELECT that says what subjects are, whenever they were assigned: a plan, a country, a cohort. Results are
            split by them, and segments ask for them.
          </Empty>
        ) : (
          <Table<PropertySourceView>
            label="Properties of entities"
            items={sources}
            keyOf={({ id }) => id}
            columns={[
              {
                title: 'Source',
                cell: ({ id, name, description }) => (
                  <RowLink to={`/sources/properties/${id}`} note={description}>
                    {name}
                  </RowLink>
                ),
              },
              { title: 'Entity', cell: ({ entityId }) => nameOf(entityId) },
              {
                title: 'Properties',
                isLong: true,
                cell: ({ properties }) => properties.map(({ name }) => name).join(', '),
              },
              { title: 'Version', isNumber: true, cell: ({ version }) => version },
              { title: 'Changed', cell: ({ updatedAt }) => formatDay(updatedAt) },
            ]}
          />
        )
      }
    </Loaded>
  );
}

export function SegmentList({ action }: { action: ReactNode }) {
  const nameOf = useEntityNames();
  return (
    <Loaded query={useQuery(api.segments.list())}>
      {(segments) =>
        segments.length === 0 ? (
          <Empty title="No segment yet" action={action}>
            A segment is the subjects whose properties meet some conditions: an experiment can be analysed on it alone.
          </Empty>
        ) : (
          <Table<SegmentView>
            label="Segments"
            items={segments}
            keyOf={({ id }) => id}
            columns={[
              {
                title: 'Segment',
                cell: ({ id, name, description }) => (
                  <RowLink to={`/sources/segments/${id}`} note={description}>
                    {name}
                  </RowLink>
                ),
              },
              { title: 'Entity', cell: ({ entityId }) => nameOf(entityId) },
              { title: 'Conditions', isLong: true, cell: ({ conditions }) => conditions.map(wordsOf).join(', and ') },
              { title: 'Version', isNumber: true, cell: ({ version }) => version },
              { title: 'Changed', cell: ({ updatedAt }) => formatDay(updatedAt) },
            ]}
          />
        )
      }
    </Loaded>
  );
}

const wordsOf = ({ property, operation, values }: SegmentView['conditions'][number]): string =>
  `${property} ${operation === 'equals' ? 'is' : 'is not'} ${values.join(' or ')}`;
