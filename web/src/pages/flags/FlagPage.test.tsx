import { describe, expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, problem, serve, type Asked } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { FlagPage } from './FlagPage.js';

const stored = { version: 1, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' };
const allocation = (key: string, name: string, kind: string, variationKey: string) => ({
  key,
  name,
  kind,
  rules: kind === 'gate' ? [{ conditions: [{ attribute: 'country', operator: 'ONE_OF', value: ['US', 'CA'] }] }] : [],
  trafficExposure: 1,
  splits: [{ variationKey, weight: 1 }],
  startAt: null,
  endAt: null,
});
const flag = {
  ...stored,
  id: 'f1',
  key: 'checkout',
  name: 'Checkout',
  description: '',
  type: 'STRING',
  variations: [
    { key: 'old', name: 'Old', value: 'old' },
    { key: 'new', name: 'New', value: 'new' },
  ],
  archivedAt: null,
  environments: [
    {
      environment: 'production',
      isEnabled: true,
      version: 7,
      updatedAt: stored.updatedAt,
      allocations: [allocation('staff', 'Staff', 'gate', 'new'), allocation('rest', 'Everyone else', 'default', 'old')],
    },
    { environment: 'test', isEnabled: false, version: 2, updatedAt: stored.updatedAt, allocations: [] },
  ],
};
const environment = (key: string, name: string) => ({
  ...stored,
  id: key,
  key,
  name,
  isProduction: key === 'production',
  needsApproval: false,
  published: null,
});

const routes = {
  'GET /api/v1/flags/checkout': flag,
  'GET /api/v1/flags/checkout/versions': listOf(),
  'GET /api/v1/change-requests': listOf(),
  'GET /api/v1/environments': listOf(environment('production', 'Production'), environment('test', 'Test')),
};

const open = (
  more: Record<string, unknown> = {},
  address = '/flags/checkout',
): { asked: Asked[]; address: () => string } => {
  const asked = serve({ ...routes, ...more });
  const drawn = renderRoutes([{ path: '/flags/:key', element: <FlagPage /> }], address);
  return { asked, address: drawn.address };
};

const publish = async () => {
  await userEvent.click(screen.getByRole('button', { name: 'Review and publish' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Publish' }));
};

it('says in words who gets what', async () => {
  open();

  const staff = within(await screen.findByRole('region', { name: '1. Staff' }));
  expect(staff.getByText('is one of')).toBeTruthy();
  expect(staff.getByText('CA')).toBeTruthy();
  expect(staff.getByRole('img', { name: 'new 100%' })).toBeTruthy();
});

it('moves an allocation with Alt and the arrows, and publishes against the version that was read', async () => {
  const { asked } = open({ 'PUT /api/v1/flags/checkout/environments/production': flag });
  (await screen.findByRole('region', { name: '1. Staff' })).focus();

  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');

  expect(screen.getByRole('region', { name: '2. Staff' })).toBeTruthy();
  expect(screen.getByText(/Order: Everyone else, Staff/)).toBeTruthy();
  await publish();
  await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
  const put = asked.find(({ method }) => method === 'PUT');
  expect(put?.headers['if-match']).toBe('"7"');
  expect((put?.body as { allocations: { key: string }[] }).allocations.map(({ key }) => key)).toEqual([
    'rest',
    'staff',
  ]);
});

it('shows what the server refuses beside the field', async () => {
  open({
    'PUT /api/v1/flags/checkout/environments/production': () => ({
      status: 400,
      body: problem(400, 'invalid_input', 'The input is not valid', 'Look at the fields.', [
        { path: 'allocations.0.rules.0.conditions.0.value', message: 'Give at least one value.' },
      ]),
    }),
  });
  await screen.findByRole('region', { name: '1. Staff' });

  await userEvent.click(screen.getByRole('button', { name: 'Gate' }));
  await userEvent.type(screen.getByRole('textbox', { name: 'Attribute' }), 'plan');
  await publish();

  expect(await screen.findByText('Give at least one value.')).toBeTruthy();
});

it('takes back what was not published', async () => {
  open();
  await screen.findByRole('region', { name: '1. Staff' });

  await userEvent.click(screen.getAllByRole('button', { name: 'Move down' })[0]!);
  await userEvent.click(screen.getByRole('button', { name: 'Undo all' }));

  expect(screen.getByRole('region', { name: '1. Staff' })).toBeTruthy();
});

it('keeps the environment in the address', async () => {
  const { address } = open();

  await userEvent.click(await screen.findByRole('button', { name: 'Test' }));

  expect(address()).toBe('/flags/checkout?env=test');
  expect(screen.getByText('Nobody gets anything here yet')).toBeTruthy();
});

it('asks before it switches an environment off', async () => {
  const { asked } = open({ 'PUT /api/v1/flags/checkout/environments/production': flag });

  await userEvent.click(await screen.findByRole('switch', { name: 'On in Production' }));
  expect(asked.some(({ method }) => method === 'PUT')).toBe(false);
  await userEvent.click(await screen.findByRole('button', { name: 'Switch off' }));

  await waitFor(() => expect(asked.find(({ method }) => method === 'PUT')?.body).toMatchObject({ isEnabled: false }));
});

it('tries a subject and shows each step', async () => {
  const { asked } = open({
    'POST /api/v1/flags/checkout/try': {
      code: 'MATCH',
      variation: 'new',
      value: 'new',
      allocations: [
        { key: 'staff', name: 'Staff', code: 'MATCH', explanation: 'Because country ONE_OF [US, CA].' },
        { key: 'rest', name: 'Everyone else', code: 'UNEVALUATED', explanation: '' },
      ],
    },
  });

  await userEvent.type(await screen.findByLabelText('country'), 'US');
  await userEvent.click(screen.getByRole('button', { name: 'Try' }));

  expect(await screen.findByText('match')).toBeTruthy();
  expect(screen.getByText('not reached')).toBeTruthy();
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
    environment: 'production',
    subjectKey: 'user-1',
    attributes: { country: 'US' },
  });
});

it('shows a roll-out on a time line and takes another phase', async () => {
  const staff = {
    ...allocation('staff', 'Staff', 'gate', 'new'),
    trafficExposure: 0,
    phases: [
      { at: '2020-12-01T00:00:00Z', trafficExposure: 0.1 },
      { at: '2220-12-02T00:00:00Z', trafficExposure: 1 },
    ],
  };
  const production = { ...flag.environments[0], allocations: [staff] };
  open({ 'GET /api/v1/flags/checkout': { ...flag, environments: [production] } });

  const line = within(await screen.findByRole('list', { name: 'Schedule' }));
  expect(line.getByText('1 Dec 2020, 00:00 UTC · now')).toBeTruthy();
  expect(line.getAllByRole('listitem')).toHaveLength(3);
  await userEvent.click(screen.getAllByRole('button', { name: 'Edit' })[0]!);
  await userEvent.click(screen.getByRole('button', { name: 'Another phase' }));

  expect(screen.getByRole('group', { name: 'Phase 3' })).toBeTruthy();
  expect(screen.getByText('+ Staff · traffic 100% from 2220-12-03T00:00:00.000Z')).toBeTruthy();
});

describe('given an earlier version', () => {
  const earlier = { ...flag, version: 3, name: 'Old checkout' };
  const versions = {
    'GET /api/v1/flags/checkout/versions': listOf({
      version: 3,
      at: stored.createdAt,
      by: 'Ada',
      change: 'created',
      flag: earlier,
    }),
  };
  const compare = async () =>
    userEvent.click(await screen.findByRole('button', { name: 'Compare version 3 with the current one' }));

  it('shows what is different now', async () => {
    open(versions);

    await compare();

    expect(await screen.findByText('− name: "Old checkout"')).toBeTruthy();
    expect(screen.getByText('+ name: "Checkout"')).toBeTruthy();
  });

  it('restores it in the environment that is open', async () => {
    const { asked } = open({ ...versions, 'POST /api/v1/flags/checkout/versions/3/restoration': flag });

    await compare();
    await userEvent.click(await screen.findByRole('button', { name: 'Restore in Production' }));

    await waitFor(() => expect(asked.some(({ method }) => method === 'POST')).toBe(true));
    const post = asked.find(({ method }) => method === 'POST');
    expect([post?.body, post?.headers['if-match']]).toEqual([{ environment: 'production' }, '"1"']);
  });
});

describe('given an environment whose changes need approval', () => {
  const guarded = {
    'GET /api/v1/environments': listOf(
      { ...environment('production', 'Production'), needsApproval: true },
      environment('test', 'Test'),
    ),
    'POST /api/v1/change-requests': {},
  };

  it('proposes an edit with its reason, against the version that was read', async () => {
    const { asked } = open(guarded);

    (await screen.findByRole('region', { name: '1. Staff' })).focus();
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}');
    await userEvent.click(await screen.findByRole('button', { name: 'Review and propose' }));
    await userEvent.type(await screen.findByRole('textbox', { name: 'Why' }), 'order matters');
    await userEvent.click(screen.getByRole('button', { name: 'Propose' }));

    await waitFor(() => expect(asked.some(({ method }) => method === 'POST')).toBe(true));
    const { body } = asked.find(({ method }) => method === 'POST')!;
    expect(body).toMatchObject({ flag: 'checkout', flagVersion: 1, note: 'order matters' });
    expect(asked.some(({ method }) => method === 'PUT')).toBe(false);
  });

  it('switches off at once', async () => {
    const { asked } = open({ ...guarded, 'PUT /api/v1/flags/checkout/environments/production': flag });

    await userEvent.click(await screen.findByRole('switch', { name: 'On in Production' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Switch off' }));

    await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
  });

  it('proposes to restore an earlier version when that needs approval', async () => {
    const version = { version: 3, at: stored.createdAt, by: 'Ada', change: 'created', flag: { ...flag, version: 3 } };
    const { asked } = open({
      ...guarded,
      'GET /api/v1/flags/checkout/versions': listOf(version),
      'POST /api/v1/flags/checkout/versions/3/restoration': () => ({
        status: 409,
        body: { ...problem(409, 'conflict', 'Conflict', 'Needs approval.'), facts: { needs: 'approval' } },
      }),
    });

    await userEvent.click(await screen.findByRole('button', { name: 'Compare version 3 with the current one' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Restore or propose in Production' }));

    await waitFor(() => expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(2));
    const proposed = asked.findLast(({ method }) => method === 'POST');
    expect(proposed).toMatchObject({ path: '/api/v1/change-requests', body: { note: 'Restore version 3' } });
  });
});
