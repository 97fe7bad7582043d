import type { ChangeRequestView } from '@assay/api-contract';
import { Button, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Chip, Confirm, JsonDiff, type Tone } from '../../components/index.js';
import { formatInstant } from '../../format/index.js';

const acts = {
  approval: { label: 'Approve', about: 'The change is live at the next poll of the SDKs.' },
  rejection: { label: 'Reject', about: 'The flag stays as it is.' },
  withdrawal: { label: 'Withdraw', about: 'The flag stays as it is.' },
} as const;

const tones: Readonly<Record<ChangeRequestView['status'], Tone>> = {
  pending: 'warn',
  approved: 'good',
  rejected: 'bad',
  withdrawn: 'neutral',
};

/** One proposed change with its difference, and what the reader may do with it. */
export function ChangeRequestCard({ request }: { request: ChangeRequestView }) {
  const session = useQuery(api.identity.session());
  const { flag, status, environments, author, note, before, change, decidedBy, decidedAt, decisionNote } = request;
  const isAuthor = session.data?.id === author.id;
  const mayDecide = session.data?.permissions.includes('approval.give') ?? false;
  return (
    <Card title={flag} note={<Chip tone={tones[status]}>{status}</Chip>}>
      <div className="card-body change-request">
        <p className="muted">
          {author.name}, {formatInstant(request.createdAt)} · {environments.join(', ')} ·{' '}
          <Link to={`/flags/${encodeURIComponent(flag)}?env=${encodeURIComponent(environments[0] ?? '')}`}>
            open the flag
          </Link>
        </p>
        {note && <p>{note}</p>}
        <JsonDiff before={before} after={change} />
        {request.isOutdated && (
          <p role="status">The flag has changed since: this can no longer be approved. Propose it anew.</p>
        )}
        {decidedBy && decidedAt && (
          <p className="muted">
            {status} by {decidedBy}, {formatInstant(decidedAt)}
            {decisionNote && `: ${decisionNote}`}
          </p>
        )}
        {status === 'pending' && (
          <div className="form-foot">
            {mayDecide && !isAuthor && !request.isOutdated && <Decide request={request} act="approval" />}
            {mayDecide && !isAuthor && <Decide request={request} act="rejection" />}
            {isAuthor && <Decide request={request} act="withdrawal" />}
          </div>
        )}
      </div>
    </Card>
  );
}

function Decide({ request, act }: { request: ChangeRequestView; act: keyof typeof acts }) {
  const client = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const [note, setNote] = useState('');
  const { label, about } = acts[act];
  const decision = useMutation({
    meta: { isShown: true },
    mutationFn: () => api.flags.decideChange(request.id, act, note),
    onSuccess: async () => {
      setIsAsked(false);
      await client.invalidateQueries({ queryKey: prefixOf(routes.changeRequests) });
      await client.invalidateQueries({ queryKey: prefixOf(routes.flags) });
    },
  });
  return (
    <>
      <Button size="xs" variant={act === 'approval' ? 'filled' : 'default'} onClick={() => setIsAsked(true)}>
        {label}
      </Button>
      <Confirm
        isOpen={isAsked}
        title={`${label} the change of ${request.flag}`}
        action={label}
        isBusy={decision.isPending}
        error={decision.error}
        onClose={() => setIsAsked(false)}
        onConfirm={() => decision.mutate()}
      >
        <p style={{ marginTop: 0 }}>{about}</p>
        <Textarea label="Note" autosize value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      </Confirm>
    </>
  );
}

/** The change of this flag that waits, if there is one. */
export function PendingChange({ flagKey }: { flagKey: string }) {
  const query = useQuery(api.flags.changeRequests({ flag: flagKey, status: 'pending' }));
  return query.data?.map((request) => <ChangeRequestCard key={request.id} request={request} />);
}
