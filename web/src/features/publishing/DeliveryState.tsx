import type { DeliveryStateView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Chip, Confirm, Facts, Muted } from '../../components/index.js';
import { formatInstant, plural } from '../../format/index.js';

interface DeliveryStateProps {
  readonly environment: string;
  readonly state: DeliveryStateView;
  readonly mayPin: boolean;
}

/** How far the newest publication has come: served here, at the edge, held, or refused. */
export const DeliveryState = ({ environment, state, mayPin }: DeliveryStateProps) => (
  <Card title="What is served" padded>
    <Facts
      facts={[
        ['By this server', state.published ? <Served state={state} /> : 'nothing yet'],
        ['At the edge', <Edge key="edge" state={state} />],
        ['Comes from', <Source key="source" environment={environment} state={state} mayPin={mayPin} />],
      ]}
    />
    {state.refused && (
      <p role="status" style={{ marginBottom: 0 }}>
        <Chip tone="bad">Not published</Chip> {state.refused} The last good ruleset stays.
      </p>
    )}
  </Card>
);

const Served = ({ state: { published } }: { state: DeliveryStateView }) =>
  published && (
    <>
      <b>v{published.version}</b>, {plural(published.flags, 'flag')}{' '}
      <Muted>since {formatInstant(published.publishedAt)}</Muted>
    </>
  );

function Edge({ state: { published, edge } }: { state: DeliveryStateView }) {
  if (edge === null) return <Muted>none is set up, or it was not asked yet</Muted>;
  const isThere = edge.version === (published?.version ?? 0);
  const version = edge.version === 0 ? 'nothing yet' : `v${edge.version}`;
  return (
    <>
      <b>{version}</b> {isThere ? <Chip tone="good">up to date</Chip> : <Chip tone="warn">behind</Chip>}{' '}
      {edge.confirmedAt && <Muted>read back {formatInstant(edge.confirmedAt)}</Muted>}
      {edge.problem && (
        <div role="status">
          {edge.problem} <Muted>{plural(edge.attempts, 'attempt')} failed; it goes on trying.</Muted>
        </div>
      )}
    </>
  );
}

const Source = ({ environment, state: { pin }, mayPin }: DeliveryStateProps) =>
  pin === null ? (
    <>the flags as they are</>
  ) : (
    <>
      <Chip tone="warn">held at v{pin.version}</Chip> “{pin.reason}”{' '}
      <Muted>
        {pin.by}, {formatInstant(pin.at)}
      </Muted>{' '}
      {mayPin && <LetGo environment={environment} />}
    </>
  );

function LetGo({ environment }: { environment: string }) {
  const [isOpen, modal] = useDisclosure(false);
  const client = useQueryClient();
  const release = useMutation({
    meta: { isShown: true },
    mutationFn: () => api.publishing.letGo(environment),
    onSuccess: () => {
      modal.close();
      return client.invalidateQueries({ queryKey: prefixOf(routes.environment(environment)) });
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={modal.open}>
        Let go
      </Button>
      <Confirm
        isOpen={isOpen}
        title="Serve the flags as they are"
        action="Let go"
        isBusy={release.isPending}
        error={release.error}
        onClose={modal.close}
        onConfirm={() => release.mutate()}
      >
        Whatever was changed while the ruleset was held goes live now.
      </Confirm>
    </>
  );
}
