import { expect, it } from '@jest/globals';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { anExperiment } from '../../testing/builders.js';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { ExperimentsPage } from './ExperimentsPage.js';

const names = (): string[] =>
  within(screen.getByRole('table', { name: 'Experiments' }))
    .getAllByRole('link')
    .map((link) => link.textContent.trim());

it('narrows the list to a tag and an owner', async () => {
  serve({
    'GET /api/v1/experiments': listOf(
      anExperiment({ id: 'e1', name: 'One page', tags: ['checkout'], owner: 'Growth' }),
      anExperiment({ id: 'e2', name: 'Two pages', tags: ['checkout'], owner: 'Orders' }),
      anExperiment({ id: 'e3', name: 'Ranking', owner: 'Growth' }),
    ),
  });
  renderElement(<ExperimentsPage />);

  await userEvent.click(await screen.findByRole('combobox', { name: 'Tag' }));
  await userEvent.click(await screen.findByRole('option', { name: 'checkout' }));
  await waitFor(() => expect(names()).toEqual(['One page checkout', 'Two pages checkout']));
  await userEvent.click(screen.getByRole('combobox', { name: 'Owner' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Growth' }));

  await waitFor(() => expect(names()).toEqual(['One page checkout']));
});

it('offers no filter while nobody has said a tag or an owner', async () => {
  serve({ 'GET /api/v1/experiments': listOf(anExperiment()) });
  renderElement(<ExperimentsPage />);

  await screen.findByRole('table', { name: 'Experiments' });

  expect(screen.queryByRole('combobox')).toBeNull();
});
