import { expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../../testing/fakeServer.js';
import { renderElement, renderRoutes } from '../../../testing/render.js';
import { ChannelPage } from './ChannelPage.js';
import { NotificationsPage } from './NotificationsPage.js';

const channel = {
  ...{ id: 'ntc_1', version: 3, createdAt: '2026-11-02T09:00:00Z', updatedAt: '2026-11-02T09:00:00Z' },
  ...{ name: 'Chat', kind: 'webhook', host: 'chat.example', events: ['flag.changed'], isEnabled: true },
  ...{ problem: null, lastDelivery: { status: 'delivered', at: '2026-11-03T09:00:00Z' } },
};
const delivery = {
  ...{ id: 'msg_1', event: 'flag.changed', text: 'Flag “checkout”: updated by Ann', status: 'failed', attempts: 10 },
  ...{ responseStatus: 500, error: 'The receiver answered 500.' },
  ...{ createdAt: '2026-11-02T09:00:00Z', finishedAt: '2026-11-02T11:00:00Z' },
};
const path = '/api/v1/notification-channels';

it('makes a channel and shows its key once', async () => {
  const asked = serve({
    [`GET ${path}`]: listOf(),
    [`POST ${path}`]: { ...channel, key: 'whsec_abc' },
  });
  renderElement(<NotificationsPage />);

  await userEvent.click((await screen.findAllByRole('button', { name: 'New channel' }))[0]!);
  await userEvent.type(await screen.findByLabelText(/^Name/), 'Chat');
  await userEvent.type(screen.getByLabelText(/^Address/), 'https://chat.example/hook');
  await userEvent.click(screen.getByRole('checkbox', { name: 'A flag was changed' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  expect(await screen.findByText('whsec_abc')).toBeTruthy();
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
    name: 'Chat',
    kind: 'webhook',
    url: 'https://chat.example/hook',
    events: ['experiment.refresh_failed', 'experiment.check_failed', 'flag.changed'],
    isEnabled: true,
  });
});

it('says why a channel was switched off', async () => {
  serve({ [`GET ${path}`]: listOf({ ...channel, isEnabled: false, problem: 'The receiver answered 410 Gone.' }) });
  renderElement(<NotificationsPage />);

  expect(await screen.findByText(/Switched off: The receiver answered 410 Gone/)).toBeTruthy();
});

it('shows what was sent to a channel, and sends again what was given up', async () => {
  const asked = serve({
    [`GET ${path}`]: listOf(channel),
    [`GET ${path}/ntc_1/deliveries`]: listOf(delivery),
    [`POST ${path}/ntc_1/deliveries/msg_1/retry`]: { ...delivery, status: 'waiting', attempts: 0 },
  });
  renderRoutes([{ path: '/settings/notifications/:id', element: <ChannelPage /> }], '/settings/notifications/ntc_1');

  expect(await screen.findByText('The receiver answered 500.')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: /Send again/ }));

  await waitFor(() => expect(asked.some(({ path: to }) => to.endsWith('/msg_1/retry'))).toBe(true));
});

it('keeps the address of an edited channel that is left empty', async () => {
  const asked = serve({
    [`GET ${path}`]: listOf(channel),
    [`GET ${path}/ntc_1/deliveries`]: listOf(),
    [`PUT ${path}/ntc_1`]: { ...channel, version: 4 },
  });
  renderRoutes([{ path: '/settings/notifications/:id', element: <ChannelPage /> }], '/settings/notifications/ntc_1');

  await userEvent.click(await screen.findByRole('button', { name: 'Edit' }));
  await userEvent.click(await screen.findByRole('switch', { name: /Switched on/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'PUT')).toMatchObject({
      body: { name: 'Chat', events: ['flag.changed'], isEnabled: false },
      headers: { 'if-match': '"3"' },
    }),
  );
});
