import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChannelCreated, ChannelView, NotificationDeliveryView } from '@assay/api-contract';
import { Webhook } from 'standardwebhooks';
import { aFlagInput, type ProblemBody } from '../flags/testing/builders.js';
import { type Browser, startBackend, type TestBackend } from '../testing/index.js';
import { Dispatcher } from './dispatcher.service.js';
import { attemptsAtMost } from './teller.service.js';
import { TrailReader } from './trail-reader.service.js';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let backend: TestBackend;
let admin: Browser;
let editor: Browser;
let receiver: Server;
let url = '';
/** What the receiver answers next, the last one for ever. */
let answers: number[] = [200];
let received: Received[] = [];
let wake: () => void = () => undefined;

beforeAll(async () => {
  backend = await startBackend({ settings: { NOTIFICATION_NETWORK: 'private' } });
  [admin, editor] = [await backend.as('admin'), await backend.as('experiment_editor')];
  receiver = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response
        .writeHead(answers.length > 1 ? answers.shift()! : answers[0]!, { location: `${url}/elsewhere` })
        .end('secret');
      wake();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook?token=hidden`;
});
afterAll(async () => {
  receiver?.close();
  await backend?.stop();
});

let made = 0;
let channel: ChannelCreated;
const any = { 'if-match': '*' };
const input = (change: object = {}) => ({ name: 'Chat', kind: 'webhook', url, events: ['flag.changed'], ...change });
const changeFlag = async (): Promise<string> => {
  const key = `flag-${++made}`;
  expect((await editor.post('/flags', aFlagInput({ key }))).status).toBe(201);
  return key;
};

/** Resolves when the receiver has got so many messages. */
const receive = async (count: number): Promise<readonly Received[]> => {
  while (received.length < count) {
    await new Promise<void>((done) => {
      wake = done;
    });
  }
  return received;
};
const deliveries = async (): Promise<readonly NotificationDeliveryView[]> => {
  const { body } = await admin.get<{ items: NotificationDeliveryView[] }>(
    `/notification-channels/${channel.id}/deliveries`,
  );
  return body.items;
};
/** The newest message, when it is no longer under way. */
const settled = async (status: string): Promise<NotificationDeliveryView> => {
  for (;;) {
    const [newest] = await deliveries();
    if (newest?.status === status && newest.attempts > 0) return newest;
    await new Promise((done) => setTimeout(done, 20));
  }
};

beforeEach(async () => {
  answers = [200];
  received = [];
  const { status, body } = await admin.post<ChannelCreated>('/notification-channels', input());
  expect(status).toBe(201);
  channel = body;
});
afterEach(async () => {
  await admin.delete(`/notification-channels/${channel.id}`, any);
});

it('tells a signed message of a change, with what a program needs and a person reads', async () => {
  const key = await changeFlag();

  const [message] = await receive(1);

  const verified = new Webhook(channel.key!).verify(message!.body, message!.headers as Record<string, string>);
  expect(verified).toMatchObject({
    type: 'flag.changed',
    data: { action: 'flag.created', target: { kind: 'flag', name: key }, text: expect.stringContaining(key) },
  });
  expect(await settled('delivered')).toMatchObject({ event: 'flag.changed', responseStatus: 200, error: null });
});

it('shows the signing key once, and never the address', async () => {
  const { body, text } = await admin.get<ChannelView>(`/notification-channels/${channel.id}`);

  expect(channel.key).toMatch(/^whsec_/);
  expect(body).toMatchObject({ host: new URL(url).host, events: ['flag.changed'], lastDelivery: null });
  expect(text).not.toContain('hidden');
  expect(text).not.toContain('whsec_');
});

it('tells a channel only what it asked for, and nothing from before it was there', async () => {
  await changeFlag();
  await receive(1);
  const later = await admin.post<ChannelCreated>('/notification-channels', input({ events: ['experiment.changed'] }));

  await changeFlag();
  await receive(2);
  await backend.app.get(TrailReader).run();

  const { body } = await admin.get<{ items: unknown[] }>(`/notification-channels/${later.body.id}/deliveries`);
  expect(body.items).toEqual([]);
  await admin.delete(`/notification-channels/${later.body.id}`, any);
});

it('tells each change once, whoever reads the trail at the same time', async () => {
  const keys = [await changeFlag(), await changeFlag(), await changeFlag()];

  await Promise.all([1, 2, 3].map(() => backend.app.get(TrailReader).run()));
  await receive(3);

  const told = (await deliveries()).map(({ text }) => text);
  expect(told).toHaveLength(3);
  for (const key of keys) expect(told.filter((text) => text.includes(`“${key}”`))).toHaveLength(1);
});

it('switched off tells nothing, and on again only what is new', async () => {
  const put = (isEnabled: boolean) =>
    admin.put(`/notification-channels/${channel.id}`, { name: 'Chat', events: ['flag.changed'], isEnabled }, any);
  expect((await put(false)).status).toBe(200);
  await changeFlag();
  await backend.app.get(TrailReader).run();
  expect((await put(true)).status).toBe(200);

  const key = await changeFlag();
  await receive(1);

  expect((await deliveries()).map(({ text }) => text)).toEqual([expect.stringContaining(key)]);
});

describe('given a receiver that fails', () => {
  it('tries again, with the same message', async () => {
    answers = [500, 200];
    await changeFlag();
    await receive(1);
    const [waiting] = await deliveries();

    await backend.app.get(Dispatcher).deliver({
      organisationId: backend.place.organisationId,
      ids: { deliveryId: waiting!.id },
    });

    expect(await settled('delivered')).toMatchObject({ id: waiting!.id, responseStatus: 200 });
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('gives up after a while with the reason, and sends it again when asked', async () => {
    answers = [302];
    await changeFlag();
    await receive(1);
    const { id } = await settled('waiting');
    const attempt = () =>
      backend.app
        .get(Dispatcher)
        .deliver({ organisationId: backend.place.organisationId, ids: { deliveryId: id } })
        .catch(() => undefined);
    for (let tried = 1; tried < attemptsAtMost; tried += 1) await attempt();

    const failed = await settled('failed');
    answers = [204];
    const again = await admin.post(`/notification-channels/${channel.id}/deliveries/${id}/retry`, {});

    expect(failed).toMatchObject({ attempts: attemptsAtMost, responseStatus: 302 });
    expect(failed.error).toContain('redirect');
    expect(again.status).toBe(202);
    expect((await deliveries())[0]).toMatchObject({ id, status: expect.stringMatching(/waiting|delivered/) });
  });

  it('switches a channel off whose receiver is gone, and says why', async () => {
    answers = [410];
    await changeFlag();
    await receive(1);
    await settled('failed');

    const { body } = await admin.get<ChannelView>(`/notification-channels/${channel.id}`);

    expect(body).toMatchObject({ isEnabled: false, problem: expect.stringContaining('410') });
  });
});

it('tries a channel on request, once', async () => {
  answers = [503];

  const { status } = await admin.post(`/notification-channels/${channel.id}/trial`, {});

  expect(status).toBe(202);
  expect(await settled('failed')).toMatchObject({ event: 'channel.tried', attempts: 1, responseStatus: 503 });
});

it('signs with the old and the new key while one replaces the other', async () => {
  const rotated = await admin.post<ChannelCreated>(`/notification-channels/${channel.id}/key`, {}, any);
  await changeFlag();
  const [message] = await receive(1);

  expect(rotated.status).toBe(200);
  for (const key of [channel.key!, rotated.body.key!]) {
    expect(new Webhook(key).verify(message!.body, message!.headers as Record<string, string>)).toBeTruthy();
  }
});

it('writes a line for Slack, unsigned', async () => {
  const { body: slack } = await admin.post<ChannelCreated>('/notification-channels', input({ kind: 'slack' }));
  await admin.delete(`/notification-channels/${channel.id}`, any);
  channel = slack;
  const key = await changeFlag();

  const [message] = await receive(1);

  expect(slack.key).toBeNull();
  expect(message!.headers).not.toHaveProperty('webhook-signature');
  expect(JSON.parse(message!.body)).toEqual({
    text: expect.stringMatching(new RegExp(`^Flag “${key}”.*<http.*\\|Open>$`)),
  });
});

it.each<[string, object, string]>([
  ['an address that can be read on its way', { url: 'http://chat.example/hook' }, 'url'],
  ['no address', { url: 'http://' }, 'url'],
  ['a password in the address', { url: 'https://a:b@chat.example/' }, 'url'],
  ['no event', { events: [] }, 'events'],
  ['an event twice', { events: ['flag.changed', 'flag.changed'] }, 'events'],
  ['an unknown event', { events: ['flag.licked'] }, 'events.0'],
])('refuses %s, naming the field', async (_, change, path) => {
  const { status, body } = await admin.post<ProblemBody>('/notification-channels', input(change));

  expect([status, body.errors.map((error) => error.path)]).toEqual([400, [path]]);
});

it('tells two editors apart, and is for administrators', async () => {
  const body = { name: 'Other', events: ['flag.changed'] };
  const put = (version: string) => admin.put(`/notification-channels/${channel.id}`, body, { 'if-match': version });

  expect((await put('"1"')).status).toBe(200);
  expect((await put('"1"')).status).toBe(412);
  expect((await editor.get('/notification-channels')).status).toBe(403);
});

it('never sends to where no receiver may be', async () => {
  const strict = await startBackend();
  const browser = await strict.as('admin');
  const { body } = await browser.post<ChannelCreated>('/notification-channels', input());
  await browser.post(`/notification-channels/${body.id}/trial`, {});
  const path = `/notification-channels/${body.id}/deliveries`;
  let last: NotificationDeliveryView | undefined;
  while (last?.status !== 'failed') {
    [last] = (await browser.get<{ items: NotificationDeliveryView[] }>(path)).body.items;
  }
  await strict.stop();

  expect([last.responseStatus, last.error]).toEqual([null, expect.stringContaining('NOTIFICATION_NETWORK')]);
  expect(received).toEqual([]);
});
