import { expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { aRun, aStatement, anExperiment } from '../testing/builders.js';
import { serve } from '../testing/fakeServer.js';
import { renderRoutes } from '../testing/render.js';
import { RunPage } from './RunPage.js';

const open = (run: ReturnType<typeof aRun>) => {
  serve({ 'GET /api/v1/runs/r1': run, 'GET /api/v1/experiments/e1': anExperiment() });
  return renderRoutes([{ path: '/runs/:id', element: <RunPage /> }], '/runs/r1');
};

it('opens a failed statement to its error, cause and remedy', async () => {
  open(
    aRun({
      status: 'failed',
      cause: 'grant_or_object',
      error: 'A statement failed.',
      statements: [
        aStatement(),
        aStatement({
          id: 's2',
          purpose: 'Facts from Orders',
          status: 'failed',
          cause: 'grant_or_object',
          error: 'Column "amout" does not exist.',
          sql: 'SELECT amout FROM orders',
        }),
      ],
    }),
  );

  const failed = (await screen.findByText('Column "amout" does not exist.')).closest('details');
  expect(failed?.open).toBe(true);
  expect(screen.getByLabelText('SQL of Facts from Orders').textContent).toBe('SELECT amout FROM orders');
  expect(screen.getAllByText(/the role may not read it/).length).toBeGreaterThan(0);
});

it('shows rows, bytes and time of each statement', async () => {
  open(aRun());

  expect(await screen.findByText('2 rows · 41.2 GB · 38 s')).toBeTruthy();
});

it('says what left the warehouse, of each statement and together', async () => {
  open(aRun());

  expect(await screen.findByText('2 rows, 28 B: variation (VARCHAR, key), subjects (BIGINT, number)')).toBeTruthy();
  expect(screen.getByText(/rows? of counts and sums left the warehouse/)).toBeTruthy();
});

it('can be cancelled only while it goes on', async () => {
  open(aRun({ status: 'running', finishedAt: null }));

  expect(await screen.findByRole('button', { name: 'Cancel' })).toBeTruthy();
});
