import { expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { CustodyPage } from './CustodyPage.js';

const organisation = {
  id: 'org_1',
  version: 3,
  createdAt: '2026-11-01T00:00:00Z',
  updatedAt: '2026-11-01T00:00:00Z',
  name: 'Acme',
  minimumContributors: 10,
  previewRows: true,
};

const contributors = () => screen.findByLabelText(/^Fewest subjects/);

it('saves how many subjects a number needs, and that previews show no rows', async () => {
  const asked = serve({
    'GET /api/v1/organisation': organisation,
    'PATCH /api/v1/organisation': { ...organisation, minimumContributors: 25, previewRows: false, version: 4 },
  });
  renderElement(<CustodyPage />);

  await userEvent.clear(await contributors());
  await userEvent.type(await contributors(), '25');
  await userEvent.click(screen.getByRole('switch', { name: /Previews show rows/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'PATCH')).toMatchObject({
      body: { minimumContributors: 25, previewRows: false },
      headers: { 'if-match': '"3"' },
    }),
  );
});

it('says why fewer than five are refused, and asks nothing of the server', async () => {
  const asked = serve({ 'GET /api/v1/organisation': organisation });
  renderElement(<CustodyPage />);

  await userEvent.clear(await contributors());
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  expect(await screen.findByText('Give a whole number.')).toBeTruthy();
  expect(asked.filter(({ method }) => method === 'PATCH')).toEqual([]);
});
