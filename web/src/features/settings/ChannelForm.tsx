import {
  channelInput,
  channelUpdate,
  notificationEvent,
  type ChannelCreated,
  type ChannelInput,
  type ChannelKind,
  type ChannelUpdate,
  type ChannelView,
  type NotificationEvent,
} from '@assay/api-contract';
import { Checkbox, Select, Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { Form, useDraft } from '../../components/index.js';

const eventWords: Readonly<Record<NotificationEvent, string>> = {
  'flag.changed': 'A flag was changed',
  'approval.changed': 'A change waits for approval, or was decided on',
  'experiment.changed': 'An experiment was changed, started or concluded',
  'definition.changed': 'A source or a metric was changed',
  'experiment.refreshed': 'A refresh ended with results',
  'experiment.refresh_failed': 'A refresh failed',
  'experiment.check_failed': 'A check of the data fails',
  'experiment.verdict_changed': 'What the results say has changed',
};

const kinds = [
  { value: 'webhook', label: 'Webhook, signed' },
  { value: 'slack', label: 'Slack' },
];

/** The kind stays, and an address that is left empty. */
const updateRules = {
  safeParse: (input: unknown) => {
    const { kind: _, url, ...rest } = input as ChannelInput;
    return channelUpdate.safeParse({ ...rest, ...(url !== '' && { url }) });
  },
};

interface ChannelFormProps {
  /** Null: a new one. */
  readonly channel: ChannelView | null;
  /** With the signing key of a new channel. */
  readonly onDone: (made: ChannelCreated | null) => void;
}

/** Where news goes, and which. */
export function ChannelForm({ channel, onDone }: ChannelFormProps) {
  const client = useQueryClient();
  const draft = useDraft({
    initial: {
      name: channel?.name ?? '',
      kind: channel?.kind ?? ('webhook' as ChannelKind),
      url: '',
      events: channel?.events ?? (['experiment.refresh_failed', 'experiment.check_failed'] as NotificationEvent[]),
      isEnabled: channel?.isEnabled ?? true,
    },
    rules: channel ? updateRules : channelInput,
    save: async (input: ChannelInput | ChannelUpdate) => {
      const made = 'kind' in input ? await api.notifications.create(input) : null;
      if (channel && !('kind' in input)) await api.notifications.change(channel.id, channel.version, input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.notificationChannels) });
      onDone(made);
    },
  });
  const { values, patch, errorOf } = draft;
  return (
    <Form onSubmit={draft.submit} action="Save" isSaving={draft.isSaving} failure={draft.failure}>
      <TextInput
        label="Name"
        required
        data-autofocus
        value={values.name}
        error={errorOf('name')}
        onChange={(event) => patch({ name: event.currentTarget.value })}
      />
      <Select
        label="Kind"
        data={kinds}
        value={values.kind}
        allowDeselect={false}
        disabled={channel !== null}
        error={errorOf('kind')}
        onChange={(kind) => kind && patch({ kind: kind as ChannelKind })}
      />
      <TextInput
        type="url"
        label="Address"
        description={
          channel ? `Empty: it stays where it is, at ${channel.host}` : 'Kept as a secret and not shown again'
        }
        required={channel === null}
        placeholder="https://"
        value={values.url}
        error={errorOf('url')}
        onChange={(event) => patch({ url: event.currentTarget.value })}
      />
      <Checkbox.Group
        label="Events"
        required
        value={values.events}
        error={errorOf('events')}
        onChange={(events) => patch({ events: events as NotificationEvent[] })}
      >
        {notificationEvent.options.map((event) => (
          <Checkbox key={event} mt={6} value={event} label={eventWords[event]} />
        ))}
      </Checkbox.Group>
      <Switch
        label="Switched on"
        description="What happens while it is off is not sent later"
        checked={values.isEnabled}
        onChange={(event) => patch({ isEnabled: event.currentTarget.checked })}
      />
    </Form>
  );
}
