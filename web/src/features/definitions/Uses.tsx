import type { DefinitionUse, DefinitionUses } from '@assay/api-contract';
import { useQuery, type QueryKey, type UseQueryOptions } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Card, Empty, Loaded } from '../../components/index.js';

const pageOf: Readonly<Record<DefinitionUse['kind'], { title: string; to: (id: string) => string }>> = {
  assignment_source: { title: 'assignment source', to: (id) => `/sources/assignments/${id}` },
  fact_source: { title: 'fact source', to: (id) => `/sources/facts/${id}` },
  entry_point: { title: 'entry point', to: (id) => `/sources/entries/${id}` },
  property_source: { title: 'source of properties', to: (id) => `/sources/properties/${id}` },
  segment: { title: 'segment', to: (id) => `/sources/segments/${id}` },
  metric: { title: 'metric', to: (id) => `/metrics/${id}` },
  metric_collection: { title: 'metric collection', to: (id) => `/metrics/collections/${id}` },
  experiment: { title: 'experiment', to: (id) => `/experiments/${id}` },
};

interface UsesProps<Key extends QueryKey> {
  readonly query: UseQueryOptions<DefinitionUses, Error, DefinitionUses, Key>;
  /** What to do while nothing uses it. */
  readonly whenNone: string;
}

/** What an edit reaches, before it is made: a new version counts from the next refresh of each experiment on. */
export function Uses<Key extends QueryKey>({ query, whenNone }: UsesProps<Key>) {
  return (
    <Card title="Used by" note="A new version counts from their next refresh on.">
      <Loaded query={useQuery(query)}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Not used yet">{whenNone}</Empty>
          ) : (
            <ul className="plain-list">
              {items.map((use) => (
                <li key={use.id}>
                  <Link to={pageOf[use.kind].to(use.id)}>{use.name}</Link>
                  <span className="muted">
                    {pageOf[use.kind].title}
                    {!use.isDirect && ', through others'}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}
