import { expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { AudiencesPage } from './AudiencesPage.js';

const audience = {
  id: 'aud_1',
  version: 4,
  createdAt: '2026-11-20T10:00:00Z',
  updatedAt: '2026-11-20T10:00:00Z',
  key: 'beta',
  name: 'Beta testers',
  description: '',
  rules: [{ conditions: [{ attribute: 'plan', operator: 'ONE_OF', value: ['beta'] }] }],
  uses: [{ flag: 'checkout', environment: 'production', allocation: 'gate', isEnabled: true }],
};

const open = () => {
  const asked = serve({
    'GET /api/v1/audiences': listOf(audience),
    'PUT /api/v1/audiences/beta': audience,
    'DELETE /api/v1/audiences/beta': undefined,
  });
  renderRoutes([{ path: '/audiences', element: <AudiencesPage /> }], '/audiences');
  return asked;
};

it('says who is in it and how often it is used', async () => {
  open();

  expect(await screen.findByText('plan is one of beta')).toBeTruthy();
  expect(screen.getByText('1 allocation')).toBeTruthy();
});

it('shows every use before an edit, and edits for new uses only', async () => {
  const asked = open();

  await userEvent.click(await screen.findByRole('button', { name: 'Edit Beta testers' }));
  const uses = within(await screen.findByRole('list', { name: 'Uses' }));
  await userEvent.click(screen.getByRole('radio', { name: 'New uses only' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  expect(uses.getByText('gate in production')).toBeTruthy();
  await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
  const put = asked.find(({ method }) => method === 'PUT');
  expect([put?.headers['if-match'], (put?.body as { scope: string }).scope]).toEqual(['"4"', 'new']);
});

it('shows every use before it is deleted', async () => {
  open();

  await userEvent.click(await screen.findByRole('button', { name: 'Delete Beta testers' }));

  expect(await screen.findByText(/take over its rules/)).toBeTruthy();
  expect(screen.getByText('gate in production')).toBeTruthy();
});
