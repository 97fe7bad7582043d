import { expect, it } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import { anExperiment, aResults } from '../testing/builders.js';
import { listOf, problem, serve } from '../testing/fakeServer.js';
import { renderElement } from '../testing/render.js';
import { HomePage } from './HomePage.js';

const empty = {
  'GET /api/v1/connections': listOf(),
  'GET /api/v1/assignment-sources': listOf(),
  'GET /api/v1/fact-sources': listOf(),
  'GET /api/v1/metrics': listOf(),
};

it('leads an empty install through the first steps', async () => {
  serve({ ...empty, 'GET /api/v1/experiments': listOf() });
  renderElement(<HomePage />);

  expect(await screen.findByRole('link', { name: 'Connect a warehouse' })).toBeTruthy();
});

it('sorts experiments by what they want of the reader', async () => {
  serve({
    'GET /api/v1/experiments': listOf(
      anExperiment({ id: 'e1', name: 'Goes on' }),
      anExperiment({
        id: 'e2',
        name: 'Has ended',
        design: { ...anExperiment().design, assignmentUntil: '2026-11-05T00:00:00Z' },
      }),
      anExperiment({ id: 'e3', name: 'Broke', lastRun: { id: 'r9', status: 'failed', finishedAt: null } }),
    ),
    'GET /api/v1/experiments/e1/results': aResults(),
  });
  renderElement(<HomePage />);

  const section = async (name: string) => within(await screen.findByRole('region', { name }));
  expect((await section('Needs a decision')).getByRole('link', { name: 'Has ended' })).toBeTruthy();
  expect((await section('Failing')).getByRole('link', { name: 'Broke' })).toBeTruthy();
  expect((await section('Running')).getByRole('link', { name: 'Goes on' })).toBeTruthy();
});

it('says what failed, what to do and the id to quote', async () => {
  serve({
    'GET /api/v1/experiments': () => ({
      status: 503,
      body: problem(
        503,
        'unavailable',
        'Not available at the moment',
        'The database does not answer. Try again shortly.',
      ),
    }),
  });
  renderElement(<HomePage />);

  const alert = within(await screen.findByRole('alert'));
  expect(alert.getByText(/The database does not answer/)).toBeTruthy();
  expect(alert.getByText('req_test')).toBeTruthy();
  expect(alert.getByRole('button', { name: 'Try again' })).toBeTruthy();
});
