import type { ChannelView, NotificationDeliveryView } from '@assay/api-contract';
import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { api, prefixOf, routes } from '../../../api/index.js';
import { Card, Code, Confirm, Empty, Loaded, More, Page, Table } from '../../../components/index.js';
import { ChannelForm, ShownOnce } from '../../../features/settings/index.js';
import { formatInstant } from '../../../format/index.js';
import { RemoveButton } from '../../RemoveButton.js';
import { deliveryChip } from './delivery-chip.js';

const again = 3_000;

/** One channel: what was sent to it, and how that went. */
export function ChannelPage() {
  const { id = '' } = useParams();
  const query = useQuery(api.notifications.list());
  return (
    <Loaded query={query}>
      {(channels) => {
        const channel = channels.find((one) => one.id === id);
        return channel ? (
          <OneChannel channel={channel} />
        ) : (
          <Page title="Notification channel" back={{ to: '/settings/notifications', label: 'Notifications' }}>
            <Card>
              <Empty title="There is no such channel">Somebody may have deleted it.</Empty>
            </Card>
          </Page>
        );
      }}
    </Loaded>
  );
}

function OneChannel({ channel }: { channel: ChannelView }) {
  const { id, name, kind, host, version } = channel;
  const [isEdited, edit] = useDisclosure(false);
  const deliveries = useInfiniteQuery({
    ...api.notifications.deliveries(id),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(({ status }) => status === 'waiting')) ? again : false,
  });
  return (
    <Page
      title={name}
      back={{ to: '/settings/notifications', label: 'Notifications' }}
      meta={
        <span>
          {kind === 'slack' ? 'Slack' : 'Webhook'} at <Code>{host}</Code>
        </span>
      }
      actions={
        <>
          <TryButton id={id} />
          {kind === 'webhook' && <KeyButton channel={channel} />}
          <Button variant="default" onClick={edit.open}>
            Edit
          </Button>
          <RemoveButton
            name={name}
            about="Messages under way are dropped, and the record of those that were sent."
            remove={() => api.notifications.remove(id, version)}
            to="/settings/notifications"
          />
        </>
      }
    >
      <Card title="Messages, newest first">
        <Loaded query={deliveries}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items);
            return items.length === 0 ? (
              <Empty title="Nothing sent yet">“Send a message” shows whether the address is right.</Empty>
            ) : (
              <Deliveries channelId={id} items={items} />
            );
          }}
        </Loaded>
        <More query={deliveries} />
      </Card>
      <Modal opened={isEdited} onClose={edit.close} title="Edit channel" centered>
        <ChannelForm channel={channel} onDone={edit.close} />
      </Modal>
    </Page>
  );
}

const Deliveries = ({ channelId, items }: { channelId: string; items: readonly NotificationDeliveryView[] }) => (
  <Table
    label="Messages"
    items={items}
    keyOf={({ id }) => id}
    columns={[
      { title: 'At', cell: ({ createdAt }) => formatInstant(createdAt) },
      { title: 'Event', cell: ({ event }) => <Code>{event}</Code> },
      { title: 'Message', isLong: true, cell: ({ text }) => text },
      { title: 'Outcome', cell: ({ status }) => deliveryChip(status) },
      { title: 'Tries', isNumber: true, cell: ({ attempts }) => attempts },
      { title: 'Answer', isLong: true, cell: ({ error, responseStatus }) => error ?? responseStatus ?? '–' },
      {
        title: 'Again',
        isNumber: true,
        cell: ({ id, status, text }) =>
          status === 'failed' && <RetryButton channelId={channelId} id={id} about={text} />,
      },
    ]}
  />
);

/** An act on a channel after which its messages are read again. */
function useAct(act: () => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => client.invalidateQueries({ queryKey: prefixOf(routes.notificationChannels) }),
  });
}

function TryButton({ id }: { id: string }) {
  const trial = useAct(() => api.notifications.tryOut(id));
  return (
    <Button variant="default" loading={trial.isPending} onClick={() => trial.mutate()}>
      Send a message
    </Button>
  );
}

function RetryButton({ channelId, id, about }: { channelId: string; id: string; about: string }) {
  const retry = useAct(() => api.notifications.retry(channelId, id));
  return (
    <Button size="compact-sm" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
      Send again<span className="visually-hidden">: {about}</span>
    </Button>
  );
}

function KeyButton({ channel: { id, version } }: { channel: ChannelView }) {
  const [isOpen, modal] = useDisclosure(false);
  const [key, setKey] = useState<string | null>(null);
  const client = useQueryClient();
  const rotation = useMutation({
    meta: { isShown: true },
    mutationFn: () => api.notifications.newKey(id, version),
    onSuccess: (made) => {
      modal.close();
      setKey(made.key);
      return client.invalidateQueries({ queryKey: prefixOf(routes.notificationChannels) });
    },
  });
  return (
    <>
      <Button variant="default" onClick={modal.open}>
        New key
      </Button>
      <Confirm
        isOpen={isOpen}
        title="New key that signs"
        action="Make it"
        isBusy={rotation.isPending}
        error={rotation.error}
        onClose={modal.close}
        onConfirm={() => rotation.mutate()}
      >
        Messages carry a signature of the new key and one of the present key, until the next key is made.
      </Confirm>
      <ShownOnce secret={key} title="The key that signs" onClose={() => setKey(null)}>
        Give it to the receiver, which checks each message with it. It is shown this once.
      </ShownOnce>
    </>
  );
}
