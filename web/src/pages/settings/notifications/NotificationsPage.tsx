import type { ChannelCreated, ChannelView } from '@assay/api-contract';
import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/index.js';
import { Card, Chip, Code, Empty, Loaded, Table } from '../../../components/index.js';
import { ChannelForm, ShownOnce } from '../../../features/settings/index.js';
import { formatInstant, plural } from '../../../format/index.js';
import { SettingsPage } from '../SettingsPage.js';
import { deliveryChip } from './delivery-chip.js';

/** Channels by which people and programs outside are told what happens. */
export function NotificationsPage() {
  const query = useQuery(api.notifications.list());
  const [isOpen, modal] = useDisclosure(false);
  const [key, setKey] = useState<string | null>(null);
  const add = <Button onClick={modal.open}>New channel</Button>;
  const done = (made: ChannelCreated | null): void => {
    modal.close();
    setKey(made?.key ?? null);
  };
  return (
    <SettingsPage action={add}>
      <Card>
        <Loaded query={query}>
          {(channels) =>
            channels.length === 0 ? (
              <Empty title="No channel yet" action={add}>
                A channel tells Slack or a program of yours that a refresh failed, a check of the data fails, a verdict
                changed or a flag was edited.
              </Empty>
            ) : (
              <Table
                label="Notification channels"
                items={channels}
                keyOf={({ id }) => id}
                columns={[
                  {
                    title: 'Name',
                    cell: ({ id, name }) => <Link to={`/settings/notifications/${id}`}>{name}</Link>,
                  },
                  { title: 'Kind', cell: ({ kind }) => (kind === 'slack' ? 'Slack' : 'Webhook') },
                  { title: 'Host', cell: ({ host }) => <Code>{host}</Code> },
                  { title: 'Told of', cell: ({ events }) => plural(events.length, 'event') },
                  { title: 'State', cell: (channel) => <ChannelState channel={channel} /> },
                  {
                    title: 'Last message',
                    cell: ({ lastDelivery: last }) =>
                      last ? (
                        <>
                          {deliveryChip(last.status)} {formatInstant(last.at)}
                        </>
                      ) : (
                        '–'
                      ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
      <Modal opened={isOpen} onClose={modal.close} title="New channel" centered>
        <ChannelForm channel={null} onDone={done} />
      </Modal>
      <ShownOnce secret={key} title="The key that signs" onClose={() => setKey(null)}>
        Give it to the receiver, which checks each message with it. It is shown this once.
      </ShownOnce>
    </SettingsPage>
  );
}

const ChannelState = ({ channel: { isEnabled, problem } }: { channel: ChannelView }) => {
  if (problem !== null) return <Chip tone="bad">Switched off: {problem}</Chip>;
  return isEnabled ? <Chip tone="good">on</Chip> : <Chip>off</Chip>;
};
