import { expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { aResults, anExperiment } from '../../testing/builders.js';
import { serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { ExperimentPage, ResultsTab } from './index.js';

const pages = [
  { path: '/experiments/:id', element: <ExperimentPage />, children: [{ index: true, element: <ResultsTab /> }] },
];
const at = '/api/v1/experiments/e1';
const hour = (n: number): string => new Date(Date.UTC(2026, 2, 1, n)).toISOString();
const cell = (unit: string, n: number, variation: string) => ({
  ...{ unit, variation, startAt: hour(n), endAt: hour(n + 1) },
});
const planned = {
  ...{ flag: 'fees', environment: 'production', allocation: 'cities', slots: 4, switches: 2 },
  design: { attribute: 'city', units: ['Oslo', 'Rome'], slotMinutes: 60 },
  variations: [
    { variation: 'on', slots: 2, units: 2 },
    { variation: 'off', slots: 2, units: 2 },
  ],
};

it('shows every slot that the flag planned, with the words beside the shades, long after it ended', async () => {
  serve({
    [`GET ${at}`]: anExperiment(),
    [`GET ${at}/results`]: aResults({ counted: 'slots' }),
    [`GET ${at}/switchback`]: { planned },
    'GET /api/v1/flags/fees/environments/production/allocations/cities/switchback': {
      ...{ experiment: 'fees-cities', attribute: 'city' },
      cells: [cell('Oslo', 0, 'on'), cell('Rome', 0, 'off'), cell('Oslo', 1, 'off'), cell('Rome', 1, 'on')],
    },
  });
  renderRoutes(pages, '/experiments/e1');

  const schedule = within(await screen.findByRole('region', { name: 'Planned schedule' }));
  const row = within(await schedule.findByRole('row', { name: /^Oslo/ }));

  expect(row.getAllByRole('cell').map((one) => one.textContent)).toEqual(['on', 'off']);
  expect(schedule.getByText(/4 slots and 2 switches/)).toBeTruthy();
  expect(schedule.getAllByRole('listitem').map((one) => one.textContent)).toEqual([
    'on: 2 slots in 2 units',
    'off: 2 slots in 2 units',
  ]);
});

it('shows no schedule where it was drawn elsewhere', async () => {
  const asked = serve({
    [`GET ${at}`]: anExperiment(),
    [`GET ${at}/results`]: aResults({ counted: 'slots' }),
    [`GET ${at}/switchback`]: { planned: null },
  });
  renderRoutes(pages, '/experiments/e1');

  await screen.findByRole('table', { name: 'Results by metric' });
  await waitFor(() => expect(asked.some(({ path }) => path.endsWith('/switchback'))).toBe(true));

  expect(screen.queryByRole('region', { name: 'Planned schedule' })).toBeNull();
});
