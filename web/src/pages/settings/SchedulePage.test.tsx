import { expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { SchedulePage } from './SchedulePage.js';

const view = { schedule: { kind: 'daily', at: '06:00', timeZone: 'UTC' }, version: 2, followers: 3 };

const choose = async (field: string, option: string): Promise<void> => {
  await userEvent.click(await screen.findByRole('combobox', { name: field }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
};

it('saves the times that experiments of the workspace keep', async () => {
  const asked = serve({
    'GET /api/v1/workspace/schedule': view,
    'PUT /api/v1/workspace/schedule': { ...view, version: 3 },
  });
  renderElement(<SchedulePage />);

  expect(await screen.findByText(/3 running experiments/)).toBeTruthy();
  await choose('Refreshed', 'Every week');
  await choose('On', 'Friday');
  await choose('Time zone', 'Europe/Berlin');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'PUT')).toMatchObject({
      body: { schedule: { kind: 'weekly', weekday: 5, at: '06:00', timeZone: 'Europe/Berlin' } },
      headers: { 'if-match': '"2"' },
    }),
  );
});

it('offers a workspace only times, and shows how sources are announced', async () => {
  serve({ 'GET /api/v1/workspace/schedule': { ...view, schedule: null, version: 0, followers: 0 } });
  renderElement(<SchedulePage />);

  await userEvent.click(await screen.findByRole('combobox', { name: 'Refreshed' }));
  const options = (await screen.findAllByRole('option')).map((option) => option.textContent);
  expect(options).toEqual(['Every day', 'Every week', 'Every so many minutes', 'By hand']);
  expect(screen.getByLabelText('Announce sources').textContent).toContain('/api/v1/upstream/ready');
});
