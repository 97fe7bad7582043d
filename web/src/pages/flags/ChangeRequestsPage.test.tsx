import { expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { ChangeRequestsPage } from './ChangeRequestsPage.js';

const named = { id: 'x', name: 'X' };
const session = (id: string) => ({
  kind: 'person',
  id,
  name: id,
  email: `${id}@example.com`,
  role: 'admin',
  permissions: ['flag.edit', 'approval.give'],
  organisation: named,
  workspace: named,
  workspaces: [named],
  expiresAt: null,
});
const allocation = (trafficExposure: number) => ({
  key: 'gate',
  name: 'Gate',
  kind: 'gate',
  rules: [],
  trafficExposure,
  splits: [{ variationKey: 'on', weight: 1 }],
  startAt: null,
  endAt: null,
});
const state = (share: number) => ({
  environments: { production: { isEnabled: true, allocations: [allocation(share)] } },
});
const request = {
  id: 'chg_1',
  version: 1,
  createdAt: '2026-11-20T10:00:00Z',
  updatedAt: '2026-11-20T10:00:00Z',
  flag: 'checkout',
  status: 'pending',
  note: 'Support is ready',
  author: { id: 'ada', name: 'Ada' },
  environments: ['production'],
  before: state(0.1),
  change: state(0.5),
  isOutdated: false,
  decidedBy: null,
  decidedAt: null,
  decisionNote: '',
};

const open = (who: string, change: Record<string, unknown> = {}) => {
  const asked = serve({
    'GET /api/v1/session': session(who),
    'GET /api/v1/change-requests': listOf({ ...request, ...change }),
    'POST /api/v1/change-requests/chg_1/approval': { ...request, status: 'approved' },
    'POST /api/v1/change-requests/chg_1/withdrawal': { ...request, status: 'withdrawn' },
  });
  renderRoutes([{ path: '/change-requests', element: <ChangeRequestsPage /> }], '/change-requests');
  return asked;
};

it('shows what would differ, and approves it with a note', async () => {
  const asked = open('grace');

  expect(await screen.findByText('− environments.production.allocations.gate.trafficExposure: 0.1')).toBeTruthy();
  await userEvent.click(await screen.findByRole('button', { name: 'Approve' }));
  await userEvent.type(await screen.findByRole('textbox', { name: 'Note' }), 'fine');
  await userEvent.click(screen.getAllByRole('button', { name: 'Approve' }).at(-1)!);

  await waitFor(() => expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ note: 'fine' }));
});

it('lets the author withdraw, not approve', async () => {
  open('ada');

  expect(await screen.findByRole('button', { name: 'Withdraw' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull();
});

it('says when the flag has changed since', async () => {
  open('grace', { isOutdated: true });

  expect(await screen.findByText(/can no longer be approved/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull();
});
