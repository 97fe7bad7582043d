import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Loaded, Page } from '../../components/index.js';
import { History, Uses } from '../../features/definitions/index.js';
import { PropertySourceForm, newPropertySource } from '../../features/sources/index.js';
import { formatInstant } from '../../format/index.js';
import { RemoveButton } from '../RemoveButton.js';

const back = { to: '/sources?kind=properties', label: 'Sources' };

/** New properties of an entity; the first entity is offered. */
export function NewPropertySourcePage() {
  const entities = useQuery(api.entities.list());
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Page title="New properties" back={back}>
      <Loaded query={entities}>
        {(known) => (
          <PropertySourceForm
            initial={{ ...newPropertySource, entityId: known[0]?.id ?? '' }}
            isNew
            action="Create properties"
            save={async (input) => {
              await api.propertySources.create(input);
              await client.invalidateQueries({ queryKey: prefixOf(routes.propertySources) });
              await navigate('/sources?kind=properties');
            }}
          />
        )}
      </Loaded>
    </Page>
  );
}

export function PropertySourcePage() {
  const { id = '' } = useParams();
  const query = useQuery(api.propertySources.byId(id));
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: prefixOf(routes.propertySources) });
  return (
    <Loaded query={query} loading={<Page title="Properties">{null}</Page>}>
      {({ id: _id, version, createdAt: _createdAt, updatedAt, ...source }) => (
        <Page
          title={source.name}
          back={back}
          meta={
            <>
              <span>Properties of an entity · v{version}</span>
              <span>changed {formatInstant(updatedAt)}</span>
            </>
          }
          actions={
            <RemoveButton
              name={source.name}
              to="/sources?kind=properties"
              remove={() => api.propertySources.remove(id, version).then(refresh)}
            />
          }
        >
          <PropertySourceForm
            key={version}
            initial={source}
            action="Save new version"
            save={(input) => api.propertySources.replace(id, version, input).then(refresh)}
          />
          <Uses
            query={api.propertySources.uses(id)}
            whenNone="Split an experiment by them, or ask for them in a segment."
          />
          <History query={api.propertySources.versions(id)} />
        </Page>
      )}
    </Loaded>
  );
}
