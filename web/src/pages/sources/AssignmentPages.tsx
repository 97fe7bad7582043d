import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Loaded, Page } from '../../components/index.js';
import { History, Uses } from '../../features/definitions/index.js';
import { AssignmentForm, newAssignmentSource } from '../../features/sources/index.js';
import { formatInstant } from '../../format/index.js';
import { RemoveButton } from '../RemoveButton.js';

const back = { to: '/sources', label: 'Sources' };

/** A new assignment source; the first entity is offered. */
export function NewAssignmentSourcePage() {
  const entities = useQuery(api.entities.list());
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Page title="New assignment source" back={back}>
      <Loaded query={entities}>
        {(known) => (
          <AssignmentForm
            initial={{ ...newAssignmentSource, entityId: known[0]?.id ?? '' }}
            isNew
            action="Create source"
            save={async (input) => {
              await api.assignmentSources.create(input);
              await client.invalidateQueries({ queryKey: prefixOf(routes.assignmentSources) });
              await navigate('/sources');
            }}
          />
        )}
      </Loaded>
    </Page>
  );
}

export function AssignmentSourcePage() {
  const { id = '' } = useParams();
  const query = useQuery(api.assignmentSources.byId(id));
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: prefixOf(routes.assignmentSources) });
  return (
    <Loaded query={query} loading={<Page title="Assignment source">{null}</Page>}>
      {({ id: _id, version, createdAt: _createdAt, updatedAt, ...source }) => (
        <Page
          title={source.name}
          back={back}
          meta={
            <>
              <span>Assignment source · v{version}</span>
              <span>changed {formatInstant(updatedAt)}</span>
            </>
          }
          actions={
            <RemoveButton
              name={source.name}
              to="/sources"
              remove={() => api.assignmentSources.remove(id, version).then(refresh)}
            />
          }
        >
          <AssignmentForm
            key={version}
            initial={source}
            action="Save new version"
            save={(input) => api.assignmentSources.replace(id, version, input).then(refresh)}
          />
          <Uses query={api.assignmentSources.uses(id)} whenNone="Choose it in the set-up of an experiment." />
          <History query={api.assignmentSources.versions(id)} />
        </Page>
      )}
    </Loaded>
  );
}
