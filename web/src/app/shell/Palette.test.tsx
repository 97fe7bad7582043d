import { expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { anExperiment } from '../../testing/builders.js';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { Palette } from './Palette.js';
import { findItems } from './usePaletteItems.js';

const item = (label: string, also = '') => ({ label, also, section: 'Experiments', to: '/' });

it('finds what holds every word, and begins with what starts so', () => {
  const items = [item('New checkout'), item('Checkout: one page', 'checkout-one-page'), item('Search')];

  expect(findItems(items, 'check').map(({ label }) => label)).toEqual(['Checkout: one page', 'New checkout']);
  expect(findItems(items, 'check one')).toHaveLength(1);
});

it('jumps to a thing by a few letters and Enter', async () => {
  serve({
    'GET /api/v1/experiments': listOf(anExperiment()),
    'GET /api/v1/flags': listOf(),
    'GET /api/v1/metrics': listOf(),
    'GET /api/v1/assignment-sources': listOf(),
    'GET /api/v1/fact-sources': listOf(),
  });
  const { address } = renderElement(<Palette isOpen onClose={() => undefined} />);

  await userEvent.type(await screen.findByRole('combobox', { name: 'Search or jump' }), 'one page');
  await screen.findByRole('option', { name: /Checkout: one page/ });
  await userEvent.keyboard('{Enter}');

  expect(address()).toBe('/experiments/e1');
});

it('says that nothing is called so', async () => {
  serve({});
  renderElement(<Palette isOpen onClose={() => undefined} />);

  await userEvent.type(await screen.findByRole('combobox', { name: 'Search or jump' }), 'zzzz');

  expect(screen.getByText('Nothing is called “zzzz”.')).toBeTruthy();
});
