import { expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
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

it('is asked for again beyond the budget where the budget stopped it', async () => {
  const run = aRun({ status: 'failed', cause: 'quota', error: 'The day’s budget of bytes is 1 GB.' });
  const asked = serve({
    'GET /api/v1/runs/r1': run,
    'GET /api/v1/runs/r2': aRun({ id: 'r2' }),
    'GET /api/v1/experiments/e1': anExperiment(),
    'POST /api/v1/experiments/e1/refresh': aRun({ id: 'r2' }),
  });
  const { address } = renderRoutes([{ path: '/runs/:id', element: <RunPage /> }], '/runs/r1');

  await userEvent.click(await screen.findByRole('button', { name: 'Refresh beyond the budget' }));

  await waitFor(() => expect(address()).toBe('/runs/r2'));
  expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({ mayExceedBudget: true });
});

it('can be cancelled only while it goes on', async () => {
  open(aRun({ status: 'running', finishedAt: null }));

  expect(await screen.findByRole('button', { name: 'Cancel' })).toBeTruthy();
});

it('names the days of history that had changed since they were read', async () => {
  open(aRun({ restatements: [{ sourceId: 'o', sourceName: 'Orders', days: ['2026-11-03', '2026-11-04'] }] }));

  const notice = await screen.findByRole('region', { name: 'Changed history' });
  expect(notice.textContent).toContain(
    'Orders had changed since it was read: 2 days of history (2026-11-03, 2026-11-04)',
  );
});

it('says that all sources were read from the start, where that was asked for', async () => {
  open(aRun({ readsAnew: true }));

  expect(await screen.findByText('all sources read from the start')).toBeTruthy();
});

it('says that a refresh published nothing, and which results stand', async () => {
  const carriedForward = {
    standingAsOf: '2026-11-20T06:00:00Z',
    checkedAsOf: '2026-11-21T06:00:00Z',
    reason: 'Too few subjects changed.',
  };
  open(aRun({ carriedForward }));

  expect(await screen.findByText('Nothing published')).toBeTruthy();
  expect(screen.getByRole('status').textContent).toMatch(/published nothing.* stand\. Too few subjects changed\./);
});
