import { changeRequestStatus } from '@assay/api-contract';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Empty, Loaded, Page, Segmented } from '../../components/index.js';
import { ChangeRequestCard } from '../../features/flags/index.js';

/** The inbox of changes that wait for a second person, and what became of earlier ones. */
export function ChangeRequestsPage() {
  const [search, setSearch] = useSearchParams();
  const asked = changeRequestStatus.safeParse(search.get('status'));
  const status = asked.success ? asked.data : 'pending';
  const query = useQuery(api.flags.changeRequests({ status }));
  return (
    <Page title="Approvals">
      <div style={{ marginBottom: 14 }}>
        <Segmented
          label="State"
          value={status}
          onChange={(next) => setSearch(next === 'pending' ? {} : { status: next }, { replace: true })}
          options={[
            { value: 'pending', label: 'Waiting' },
            { value: 'approved', label: 'Approved' },
            { value: 'rejected', label: 'Rejected' },
            { value: 'withdrawn', label: 'Withdrawn' },
          ]}
        />
      </div>
      <Loaded query={query}>
        {(requests) =>
          requests.length === 0 ? (
            <Card>
              <Empty title={status === 'pending' ? 'Nothing waits' : 'None yet'}>
                Changes of flags wait here where an environment asks for approval. Settings, Environments says which do.
              </Empty>
            </Card>
          ) : (
            requests.map((request) => <ChangeRequestCard key={request.id} request={request} />)
          )
        }
      </Loaded>
    </Page>
  );
}
