import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Loaded, Page } from '../../components/index.js';
import { History, Uses } from '../../features/definitions/index.js';
import { SegmentForm, newSegment } from '../../features/sources/index.js';
import { formatInstant } from '../../format/index.js';
import { RemoveButton } from '../RemoveButton.js';

const back = { to: '/sources?kind=segments', label: 'Sources' };

/** A new segment; the first entity is offered. */
export function NewSegmentPage() {
  const entities = useQuery(api.entities.list());
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Page title="New segment" back={back}>
      <Loaded query={entities}>
        {(known) => (
          <SegmentForm
            initial={{ ...newSegment, entityId: known[0]?.id ?? '' }}
            isNew
            action="Create segment"
            save={async (input) => {
              await api.segments.create(input);
              await client.invalidateQueries({ queryKey: prefixOf(routes.segments) });
              await navigate('/sources?kind=segments');
            }}
          />
        )}
      </Loaded>
    </Page>
  );
}

export function SegmentPage() {
  const { id = '' } = useParams();
  const query = useQuery(api.segments.byId(id));
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: prefixOf(routes.segments) });
  return (
    <Loaded query={query} loading={<Page title="Segment">{null}</Page>}>
      {({ id: _id, version, createdAt: _createdAt, updatedAt, ...source }) => (
        <Page
          title={source.name}
          back={back}
          meta={
            <>
              <span>Segment · v{version}</span>
              <span>changed {formatInstant(updatedAt)}</span>
            </>
          }
          actions={
            <RemoveButton
              name={source.name}
              to="/sources?kind=segments"
              remove={() => api.segments.remove(id, version).then(refresh)}
            />
          }
        >
          <SegmentForm
            key={version}
            initial={source}
            action="Save new version"
            save={(input) => api.segments.replace(id, version, input).then(refresh)}
          />
          <Uses query={api.segments.uses(id)} whenNone="Choose it in the set-up of an experiment." />
          <History query={api.segments.versions(id)} />
        </Page>
      )}
    </Loaded>
  );
}
