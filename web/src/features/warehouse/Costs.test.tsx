import { expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { Costs } from './Costs.js';

const costs = {
  budget: { dailyBytes: 5e9, dailySeconds: null },
  today: { bytes: 1.2e9, seconds: 38 },
  correction: { bytes: { factor: 1.4, statements: 12 }, seconds: null },
  days: [{ day: '2026-11-20', statements: 12, bytes: 1.2e9, seconds: 38 }],
  experiments: [{ experimentId: 'e1', name: 'Checkout', runs: 3, bytes: 1.2e9, seconds: 38 }],
  metrics: [{ metricId: 'm1', name: 'Revenue', runs: 3, bytes: 4e8, seconds: 12 }],
  sources: [
    {
      sourceId: 's1',
      name: 'Orders',
      scans: 3,
      bytes: 1.1e9,
      seconds: 30,
      isPartitioned: false,
      warning: 'Each refresh reads all of it. Name the column by which the table is partitioned in the source.',
    },
  ],
};

it('shows what was spent, by experiment, metric and source, and which source wants a partition column', async () => {
  serve({ 'GET /api/v1/connections/c1/costs': costs });
  renderElement(<Costs connectionId="c1" />);

  expect(await screen.findByRole('link', { name: 'Checkout' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Revenue' }).getAttribute('href')).toBe('/metrics/m1');
  expect(screen.getByText(/Name the column by which the table is partitioned/)).toBeTruthy();
  expect(screen.getByText('times 1.4, learned from 12 statements')).toBeTruthy();
});

it('saves a budget in bytes, and no limit where the field is empty', async () => {
  const asked = serve({
    'GET /api/v1/connections/c1/costs': costs,
    'PUT /api/v1/connections/c1/budget': { dailyBytes: null, dailySeconds: 600 },
  });
  renderElement(<Costs connectionId="c1" />);

  await userEvent.clear(await screen.findByLabelText(/^Gigabytes/));
  await userEvent.type(screen.getByLabelText(/^Seconds/), '600');
  await userEvent.click(screen.getByRole('button', { name: 'Save the budget' }));

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({ dailyBytes: null, dailySeconds: 600 }),
  );
});
