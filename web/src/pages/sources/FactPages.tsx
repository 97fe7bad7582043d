import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Certified, Loaded, Page } from '../../components/index.js';
import { History, Uses } from '../../features/definitions/index.js';
import { FactForm, newFactSource } from '../../features/sources/index.js';
import { formatInstant } from '../../format/index.js';
import { RemoveButton } from '../RemoveButton.js';

const back = { to: '/sources?kind=facts', label: 'Sources' };

/** A new fact source; the first entity is offered. */
export function NewFactSourcePage() {
  const entities = useQuery(api.entities.list());
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Page title="New fact source" back={back}>
      <Loaded query={entities}>
        {(known) => (
          <FactForm
            initial={newFactSource(known[0]?.id ?? '')}
            isNew
            action="Create source"
            save={async (input) => {
              await api.factSources.create(input);
              await client.invalidateQueries({ queryKey: prefixOf(routes.factSources) });
              await navigate('/sources?kind=facts');
            }}
          />
        )}
      </Loaded>
    </Page>
  );
}

export function FactSourcePage() {
  const { id = '' } = useParams();
  const query = useQuery(api.factSources.byId(id));
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: prefixOf(routes.factSources) });
  return (
    <Loaded query={query} loading={<Page title="Fact source">{null}</Page>}>
      {({ id: _id, version, createdAt: _createdAt, updatedAt, certified, ...source }) => (
        <Page
          title={source.name}
          back={back}
          meta={
            <>
              <span>Fact source · v{version}</span>
              <span>changed {formatInstant(updatedAt)}</span>
              <Certified by={certified} />
            </>
          }
          actions={
            certified === null && (
              <RemoveButton
                name={source.name}
                to="/sources?kind=facts"
                remove={() => api.factSources.remove(id, version).then(refresh)}
              />
            )
          }
        >
          <FactForm
            key={version}
            initial={source}
            isLocked={certified !== null}
            action="Save new version"
            save={(input) => api.factSources.replace(id, version, input).then(refresh)}
          />
          <Uses query={api.factSources.uses(id)} whenNone="Define a metric on its facts." />
          <History query={api.factSources.versions(id)} />
        </Page>
      )}
    </Loaded>
  );
}
