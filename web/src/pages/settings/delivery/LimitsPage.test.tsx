import { expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { limits } from '@assay/api-contract';
import { problem, serve } from '../../../testing/fakeServer.js';
import { renderElement } from '../../../testing/render.js';
import { LimitsPage } from './LimitsPage.js';

it('lists every limit that the server has, in words', async () => {
  const items = Object.entries(limits).map(([key, limit]) => ({ key, ...limit }));
  serve({ 'GET /api/v1/limits': { items } });

  renderElement(<LimitsPage />);

  expect(await screen.findAllByRole('row')).toHaveLength(items.length + 1);
  const row = screen.getByText('value of a STRING variation').closest('tr');
  expect(row?.textContent).toContain('65,536bytes');
});

it('says that the limits could not be read', async () => {
  serve({ 'GET /api/v1/limits': () => ({ status: 500, body: problem(500, 'internal', 'It failed', 'Try again.') }) });

  renderElement(<LimitsPage />);

  expect(await screen.findByText('Try again.', { exact: false })).toBeTruthy();
});
