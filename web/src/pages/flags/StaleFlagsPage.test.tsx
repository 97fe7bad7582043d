import { expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { StaleFlagsPage } from './StaleFlagsPage.js';

const flag = {
  ...{ flag: 'checkout', name: 'Checkout', environment: 'production' },
  ...{ reason: 'one_variation', variation: 'new', since: '2026-09-01T00:00:00Z' },
};

const open = (...flags: unknown[]) => {
  const asked = serve({ 'GET /api/v1/stale-flags': listOf(...flags) });
  renderRoutes([{ path: '/stale-flags', element: <StaleFlagsPage /> }], '/stale-flags');
  return asked;
};

it('says why a flag could go, and leads to it', async () => {
  open(flag);

  expect(await screen.findByText('Everybody gets “new”: put that value into the code.')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'checkout' }).getAttribute('href')).toBe('/flags/checkout?env=production');
});

it('asks for another number of days', async () => {
  const asked = open();

  await userEvent.click(await screen.findByRole('radio', { name: '90 days' }));

  await waitFor(() => expect(asked.some(({ search }) => search.get('days') === '90')).toBe(true));
  expect(await screen.findByText('No stale flag')).toBeTruthy();
});
