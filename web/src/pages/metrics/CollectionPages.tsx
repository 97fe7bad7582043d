import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Loaded, Page } from '../../components/index.js';
import { History } from '../../features/definitions/index.js';
import { CollectionForm, newCollection } from '../../features/metrics/index.js';
import { formatInstant } from '../../format/index.js';
import { RemoveButton } from '../RemoveButton.js';

const back = { to: '/metrics/collections', label: 'Metric collections' };

/** A new collection; the first entity is offered. */
export function NewCollectionPage() {
  const entities = useQuery(api.entities.list());
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Page title="New metric collection" back={back}>
      <Loaded query={entities}>
        {(known) => (
          <CollectionForm
            initial={newCollection(known[0]?.id ?? '')}
            isNew
            action="Create collection"
            save={async (input) => {
              const made = await api.metricCollections.create(input);
              await client.invalidateQueries({ queryKey: prefixOf(routes.metricCollections) });
              await navigate(`/metrics/collections/${made.id}`);
            }}
          />
        )}
      </Loaded>
    </Page>
  );
}

/** A collection and what it was before; experiments keep the copies that they took. */
export function CollectionPage() {
  const { id = '' } = useParams();
  const query = useQuery(api.metricCollections.byId(id));
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: prefixOf(routes.metricCollections) });
  return (
    <Loaded query={query} loading={<Page title="Metric collection">{null}</Page>}>
      {({ version, updatedAt, name, description, entityId, metrics }) => (
        <Page
          title={name}
          back={back}
          meta={
            <>
              <span>Metric collection · v{version}</span>
              <span>changed {formatInstant(updatedAt)}</span>
            </>
          }
          actions={
            <RemoveButton
              name={name}
              about="Experiments keep the metrics that were copied into them."
              to="/metrics/collections"
              remove={() => api.metricCollections.remove(id, version).then(refresh)}
            />
          }
        >
          <CollectionForm
            key={version}
            initial={{ name, description, entityId, metrics }}
            action="Save new version"
            save={(input) => api.metricCollections.replace(id, version, input).then(refresh)}
          />
          <History query={api.metricCollections.versions(id)} />
        </Page>
      )}
    </Loaded>
  );
}
