import { expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { SchedulePage } from './SchedulePage.js';

const view = { schedule: { kind: 'daily', at: '06:00', timeZone: 'UTC' }, version: 2, followers: 3 };

const tables = {
  isOn: false,
  tables: ['s.assay_estimates', 's.assay_verdicts'],
  writtenAt: null,
  problem: null,
  version: 0,
};

const choose = async (field: string, option: string): Promise<void> => {
  await userEvent.click(await screen.findByRole('combobox', { name: field }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
};

it('saves the times that experiments of the workspace keep', async () => {
  const asked = serve({
    'GET /api/v1/workspace/schedule': view,
    'GET /api/v1/workspace/results-tables': tables,
    'PUT /api/v1/workspace/schedule': { ...view, version: 3 },
  });
  renderElement(<SchedulePage />);

  expect(await screen.findByText(/3 running experiments/)).toBeTruthy();
  await choose('Refreshed', 'Every week');
  await choose('On', 'Friday');
  await choose('Time zone', 'Europe/Berlin');
  await userEvent.click(screen.getAllByRole('button', { name: 'Save' })[0]!);

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'PUT')).toMatchObject({
      body: { schedule: { kind: 'weekly', weekday: 5, at: '06:00', timeZone: 'Europe/Berlin' } },
      headers: { 'if-match': '"2"' },
    }),
  );
});

it('offers a workspace only times, and shows how sources are announced', async () => {
  serve({
    'GET /api/v1/workspace/schedule': { ...view, schedule: null, version: 0, followers: 0 },
    'GET /api/v1/workspace/results-tables': tables,
  });
  renderElement(<SchedulePage />);

  await userEvent.click(await screen.findByRole('combobox', { name: 'Refreshed' }));
  const options = (await screen.findAllByRole('option')).map((option) => option.textContent);
  expect(options).toEqual(['Every day', 'Every week', 'Every so many minutes', 'By hand']);
  expect(screen.getByLabelText('Announce sources').textContent).toContain('/api/v1/upstream/ready');
});

it('switches the tables of results on, naming them, and says why the last writing failed', async () => {
  const asked = serve({
    'GET /api/v1/workspace/schedule': view,
    'GET /api/v1/workspace/results-tables': { ...tables, version: 4, problem: 'No right to write.' },
    'PUT /api/v1/workspace/results-tables': { ...tables, isOn: true, version: 5 },
  });
  renderElement(<SchedulePage />);

  await userEvent.click(await screen.findByRole('switch', { name: /Write results/ }));
  expect(screen.getByText('s.assay_estimates, s.assay_verdicts')).toBeTruthy();
  expect(screen.getByRole('alert').textContent).toContain('No right to write.');
  await userEvent.click(screen.getAllByRole('button', { name: 'Save' })[1]!);

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'PUT')).toMatchObject({
      body: { isOn: true },
      headers: { 'if-match': '"4"' },
    }),
  );
});
