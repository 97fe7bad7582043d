import { expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { LayersPage } from './LayersPage.js';

const stored = { version: 2, createdAt: '2026-11-20T10:00:00Z', updatedAt: '2026-11-20T10:00:00Z' };
const use = { flag: 'one', environment: 'production', allocation: 'test', isEnabled: true, start: 0, end: 2_500 };
const layer = { ...stored, id: 'lay_1', key: 'top', name: 'Top', description: '', uses: [use] };
const production = {
  ...{ ...stored, id: 'env_1', key: 'production', name: 'Production' },
  ...{ isProduction: true, needsApproval: false, published: null },
};

const open = (...layers: unknown[]) => {
  const asked = serve({
    'GET /api/v1/layers': listOf(...layers),
    'GET /api/v1/environments': listOf(production),
    'POST /api/v1/layers': layer,
  });
  renderRoutes([{ path: '/layers', element: <LayersPage /> }], '/layers');
  return asked;
};

it('draws who takes which part, and how much is free', async () => {
  open(layer);

  const map = within(await screen.findByRole('list', { name: 'Top in production' }));
  expect(map.getByRole('link', { name: 'one' })).toBeTruthy();
  expect(map.getByText('0%–25%')).toBeTruthy();
  expect(map.getByText('75% free')).toBeTruthy();
});

it('makes a layer', async () => {
  const asked = open();

  await userEvent.click((await screen.findAllByRole('button', { name: 'New layer' }))[0]!);
  await userEvent.type(await screen.findByRole('textbox', { name: /Name/ }), 'Top');
  await userEvent.type(screen.getByRole('textbox', { name: /Key/ }), 'top');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ key: 'top', name: 'Top', description: '' }),
  );
});
