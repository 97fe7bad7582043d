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

it('finds populations and holdouts, and the pages that list them', async () => {
  const stored = { version: 1, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' };
  const source = { sql: 'SELECT 1', subjectColumn: 's', timestampColumn: 't' };
  serve({
    'GET /api/v1/entry-points': listOf({ ...stored, ...source, id: 'ept_1', name: 'Opened cart', entityId: 'ent_1' }),
    'GET /api/v1/segments': listOf({
      ...{ ...stored, id: 'seg_1', name: 'Opened mail', entityId: 'ent_1' },
      conditions: [{ property: 'country', operation: 'equals', values: ['CH'] }],
    }),
    'GET /api/v1/holdouts': listOf({
      ...{ ...stored, id: 'hld_1', key: 'h', name: 'Opened winter', description: '', environment: 'production' },
      ...{ share: 0.05, until: null, endAt: null, flags: null, uses: [] },
    }),
  });
  renderElement(<Palette isOpen onClose={() => undefined} />);

  await userEvent.type(await screen.findByRole('combobox', { name: 'Search or jump' }), 'opened');
  await screen.findByRole('option', { name: /Opened winter/ });
  const found = screen.getAllByRole('option').map((option) => option.textContent);
  await userEvent.clear(screen.getByRole('combobox', { name: 'Search or jump' }));
  await userEvent.type(screen.getByRole('combobox', { name: 'Search or jump' }), 'segments');

  expect(found).toEqual(['Opened cartEntry points', 'Opened mailSegments', 'Opened winterh']);
  expect(screen.getAllByRole('option')[0]?.textContent).toBe('SegmentsGo to');
});

it('says that nothing is called so', async () => {
  serve({});
  renderElement(<Palette isOpen onClose={() => undefined} />);

  await userEvent.type(await screen.findByRole('combobox', { name: 'Search or jump' }), 'zzzz');

  expect(screen.getByText('Nothing is called “zzzz”.')).toBeTruthy();
});
