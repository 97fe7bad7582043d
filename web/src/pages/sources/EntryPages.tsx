import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Loaded, Page } from '../../components/index.js';
import { History, Uses } from '../../features/definitions/index.js';
import { EntryPointForm, newEntryPoint } from '../../features/sources/index.js';
import { formatInstant } from '../../format/index.js';
import { RemoveButton } from '../RemoveButton.js';

const back = { to: '/sources?kind=entries', label: 'Sources' };

/** A new entry point; the first entity is offered. */
export function NewEntryPointPage() {
  const entities = useQuery(api.entities.list());
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Page title="New entry point" back={back}>
      <Loaded query={entities}>
        {(known) => (
          <EntryPointForm
            initial={{ ...newEntryPoint, entityId: known[0]?.id ?? '' }}
            isNew
            action="Create entry point"
            save={async (input) => {
              await api.entryPoints.create(input);
              await client.invalidateQueries({ queryKey: prefixOf(routes.entryPoints) });
              await navigate('/sources?kind=entries');
            }}
          />
        )}
      </Loaded>
    </Page>
  );
}

export function EntryPointPage() {
  const { id = '' } = useParams();
  const query = useQuery(api.entryPoints.byId(id));
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: prefixOf(routes.entryPoints) });
  return (
    <Loaded query={query} loading={<Page title="Entry point">{null}</Page>}>
      {({ id: _id, version, createdAt: _createdAt, updatedAt, ...source }) => (
        <Page
          title={source.name}
          back={back}
          meta={
            <>
              <span>Entry point · v{version}</span>
              <span>changed {formatInstant(updatedAt)}</span>
            </>
          }
          actions={
            <RemoveButton
              name={source.name}
              to="/sources?kind=entries"
              remove={() => api.entryPoints.remove(id, version).then(refresh)}
            />
          }
        >
          <EntryPointForm
            key={version}
            initial={source}
            action="Save new version"
            save={(input) => api.entryPoints.replace(id, version, input).then(refresh)}
          />
          <Uses query={api.entryPoints.uses(id)} whenNone="Choose it in the set-up of an experiment." />
          <History query={api.entryPoints.versions(id)} />
        </Page>
      )}
    </Loaded>
  );
}
