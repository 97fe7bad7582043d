import { expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { HoldoutsPage } from './HoldoutsPage.js';

const stored = { version: 2, createdAt: '2026-11-20T10:00:00Z', updatedAt: '2026-11-20T10:00:00Z' };
const use = { flag: 'one', environment: 'production', allocation: 'test', isEnabled: true };
const holdout = {
  ...{ ...stored, id: 'hld_1', key: 'q4', name: 'Fourth quarter', description: '', environment: 'production' },
  ...{ share: 0.1, flags: null, until: null, endAt: null },
  uses: [{ ...use, statusQuo: 'off', shipped: 'on' }],
};
const production = {
  ...{ ...stored, id: 'env_1', key: 'production', name: 'Production' },
  ...{ isProduction: true, needsApproval: false, published: null },
};

const open = (...holdouts: unknown[]) => {
  const asked = serve({
    'GET /api/v1/holdouts': listOf(...holdouts),
    'GET /api/v1/environments': listOf(production),
    'GET /api/v1/flags': listOf(),
    'POST /api/v1/holdouts': holdout,
    'PUT /api/v1/holdouts/q4': holdout,
  });
  renderRoutes([{ path: '/holdouts', element: <HoldoutsPage /> }], '/holdouts');
  return asked;
};

it('shows which experiments are in, what the held-out keep and what was shipped', async () => {
  open(holdout);

  const row = within(await screen.findByRole('row', { name: /one/ }));
  expect(row.getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['one', 'test', 'off', 'on', 'on']);
  expect(screen.getByText(/10% of all subjects in production/)).toBeTruthy();
});

it('makes a holdout of every flag', async () => {
  const asked = open();

  await userEvent.click((await screen.findAllByRole('button', { name: 'New holdout' }))[0]!);
  await userEvent.type(await screen.findByRole('textbox', { name: /^Name/ }), 'Fourth quarter');
  await userEvent.type(screen.getByRole('textbox', { name: /^Key/ }), 'q4');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
      ...{ key: 'q4', name: 'Fourth quarter', description: '', environment: 'production' },
      ...{ share: 0.1, flags: null, until: null, endAt: null },
    }),
  );
});

it('ends a holdout, and sends only what may change', async () => {
  const asked = open(holdout);

  await userEvent.click(await screen.findByRole('button', { name: /Edit/ }));
  await userEvent.type(await screen.findByLabelText(/Ends/), '2030-01-01T00:00');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'PUT')).toMatchObject({
      body: { name: 'Fourth quarter', description: '', until: null, endAt: '2030-01-01T00:00:00Z' },
      headers: { 'if-match': '"2"' },
    }),
  );
});
