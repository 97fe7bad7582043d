import type { MetricView } from '@assay/api-contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Failure } from '../../components/index.js';
import { TeamField } from '../../features/ownership/index.js';

/** Whose a metric is, also a certified one; saved at once, without a new version. Nothing while there is no team. */
export function MetricTeam({ view: { id, version, teamId } }: { view: MetricView }) {
  const client = useQueryClient();
  const teams = useQuery(api.identity.teams());
  const change = useMutation({
    meta: { isShown: true },
    mutationFn: (next: string | null) => api.metrics.setTeam(id, version, next),
    onSuccess: () => client.invalidateQueries({ queryKey: prefixOf(routes.metrics) }),
  });
  if (!teams.data || teams.data.length === 0) return null;
  return (
    <Card title="Owner" padded>
      <div style={{ maxWidth: 320 }}>
        <TeamField teamId={teamId} isDisabled={change.isPending} onChange={(next) => change.mutate(next)} />
      </div>
      {change.error && <Failure error={change.error} />}
    </Card>
  );
}
